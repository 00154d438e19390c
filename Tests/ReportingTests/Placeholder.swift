import Testing

@Suite struct ReportingPlaceholderTests {}
