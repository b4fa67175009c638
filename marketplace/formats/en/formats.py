"""English: a short date names its month, for half of the readers write the day before it."""

SHORT_DATE_FORMAT = "M j, Y"
SHORT_DATETIME_FORMAT = "M j, Y, P"
