import Testing

@Suite struct QuantificationPlaceholderTests {}
