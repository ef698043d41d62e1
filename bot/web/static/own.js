// The page of somebody who is signed in.

import { prepare } from "./talk.js";

prepare();
