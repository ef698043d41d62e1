// Reads a Teams app manifest; writes as JSON what Microsoft's package finds wrong with it by the schema it brings along.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const required = createRequire(import.meta.url);
const { AppManifestUtils } = required("@microsoft/app-manifest");
const manifest = JSON.parse(readFileSync(0, "utf8"));
const folder = join(dirname(required.resolve("@microsoft/app-manifest")), "json-schemas/teams");
const path = join(folder, `v${manifest.manifestVersion}`, "MicrosoftTeams.schema.json");
// The schema's patterns hold \a, which no expression of JavaScript knows: the sign of a bell is meant.
const schema = JSON.parse(readFileSync(path, "utf8").replaceAll("\\a", "\\x07"));
process.stdout.write(JSON.stringify(await AppManifestUtils.validateAgainstSchema(manifest, schema)));
