"""From rows to series on one grid: find it, put rows on it, settle duplicates, remark."""
