import Testing

@Suite struct SlideIOPlaceholderTests {}
