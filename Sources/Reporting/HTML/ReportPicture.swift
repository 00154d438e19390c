/// A picture of the report with its legend.
struct ReportPicture {
  /// Address that shows it: the bytes themselves, or a file beside the page.
  var source: String
  /// Address of the larger picture.
  var full: String
  /// What it shows, for people who do not see it.
  var alternative: String
  /// Legend.
  var caption: String
  /// Length of the scale bar; nil when there is none.
  var scaleBar: String?
  /// Whether it is a map, which has words in it and is shown as wide as the page.
  var isMap: Bool
  /// Size in pixels.
  var width: Int
  var height: Int

  /// Values for the template.
  var values: TemplateValues {
    [
      "source": source, "full": full, "alternative": alternative, "caption": caption,
      "scaleBar": scaleBar, "isMap": isMap, "isWide": !isMap && width > 3 * height / 2,
      "width": width, "height": height,
    ]
  }
}
