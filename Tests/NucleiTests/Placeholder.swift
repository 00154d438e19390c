import Testing

@Suite struct NucleiPlaceholderTests {}
