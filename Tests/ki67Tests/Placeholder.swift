import Testing

@Suite struct ki67PlaceholderTests {}
