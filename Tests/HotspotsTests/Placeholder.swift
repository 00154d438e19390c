import Testing

@Suite struct HotspotsPlaceholderTests {}
