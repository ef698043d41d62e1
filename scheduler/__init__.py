"""What time brings: sweeps look for what is due and post it; APScheduler only ticks."""
