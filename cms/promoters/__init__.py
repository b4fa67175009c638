"""Who writes for a village and who approves: rows of ours, from which Wagtail's rights follow."""
