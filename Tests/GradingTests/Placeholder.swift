import Testing

@Suite struct GradingPlaceholderTests {}
