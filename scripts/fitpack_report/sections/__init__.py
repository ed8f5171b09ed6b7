"""The sections of the page, in modules that each have build(report) -> page.Section."""
