"""What conversations speak: messages and forms (ui), who does what when (turn), how a step is found (flow)."""
