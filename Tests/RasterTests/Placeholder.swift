import Testing

@Suite struct RasterPlaceholderTests {}
