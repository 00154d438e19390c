import Testing

@Suite struct StainsPlaceholderTests {}
