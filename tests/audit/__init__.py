"""What every page shows and asks, before and after a change that should change nothing."""
