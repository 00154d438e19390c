import Testing

@Suite struct SynthesisPlaceholderTests {}
