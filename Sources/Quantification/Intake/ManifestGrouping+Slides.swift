import SlideIO

extension ManifestGrouping {
  /// Makes slides of lines that belong to usable slides and cases.
  ///
  /// A line without x and y takes its place from a QuPath tile name, else it lies at the origin;
  /// the latter only when it is alone.
  mutating func buildSlides(_ members: [Member]) -> [SlideDraft] {
    var order: [SlideDraft.Key] = []
    var groups: [SlideDraft.Key: [Member]] = [:]
    for member in members {
      if groups[member.slide] == nil { order.append(member.slide) }
      groups[member.slide, default: []].append(member)
    }
    var drafts: [SlideDraft] = []
    for key in order {
      guard let group = groups[key], let draft = slide(key, group) else { continue }
      drafts.append(draft)
    }
    return drafts
  }

  private mutating func slide(_ key: SlideDraft.Key, _ group: [Member]) -> SlideDraft? {
    var placed: [(member: Member, tile: TileInput)] = []
    for member in group where member.entry.problem == nil {
      switch tile(member, isAlone: group.count == 1) {
      case .success(let tile): placed.append((member, tile))
      case .failure(let error):
        reject(member.entry.line, error, slide: key)
        noteIncomplete([member])
      }
    }
    guard let first = placed.map(\.member).min(by: { $0.canonicalPath < $1.canonicalPath }) else {
      return nil
    }
    let tiles = placed.map(\.tile).inSlideOrder()
    if let (one, other) = tiles.firstClash() {
      let lines = placed.filter { $0.tile.x == one.x && $0.tile.y == one.y }.map(\.member.entry)
      let texts = lines.map { "\($0.image) (\($0.line))" }
      let clash = IntakeError.duplicatePlacement(
        slide: Self.wantedName(key), x: one.x, y: one.y, first: texts.first ?? one.image,
        second: texts.last ?? other.image)
      reject(lines.last?.line ?? first.entry.line, clash, slide: nil, place: key)
      noteIncomplete(group)
      return nil
    }
    var fields: [ManifestColumn: String] = [:]
    for member in group { fields.merge(member.entry.slideFields) { first, _ in first } }
    return SlideDraft(
      key: key, wantedName: Self.wantedName(key), qualifier: Self.qualifier(first),
      canonicalPath: first.canonicalPath, caseName: first.entry.caseName, tiles: tiles,
      pixelSize: fields[.micronsPerPixel].flatMap(Double.init).map {
        PixelSize(xMicrons: $0, yMicrons: $0, source: .manifest)
      },
      roi: fields[.roi], profile: fields[.profile])
  }

  private static func qualifier(_ first: Member) -> String {
    first.entry.caseName
      ?? PathText.lastComponent(PathText.folder(first.canonicalPath.text))
  }

  /// Slides that lines name and that are none of the usable ones; their names stay theirs.
  static func absentSlides(of members: [Member], without drafts: [SlideDraft]) -> [SlideDraft] {
    let usable = Set(drafts.map(\.key))
    let groups = Dictionary(
      grouping: members.filter { $0.isNamed && !usable.contains($0.slide) }, by: \.slide)
    return groups.compactMap { key, group in
      guard let first = group.min(by: { $0.canonicalPath < $1.canonicalPath }) else { return nil }
      return SlideDraft(
        key: key, wantedName: wantedName(key), qualifier: qualifier(first),
        canonicalPath: first.canonicalPath, caseName: first.entry.caseName, tiles: [])
    }
  }

  /// What a line leaves open is taken from a QuPath tile name.
  private func tile(_ member: Member, isAlone: Bool) -> Result<TileInput, IntakeError> {
    let entry = member.entry
    let path = entry.path ?? member.canonicalPath.text
    var tile = TileInput(
      path: path, image: entry.image,
      downsample: entry.downsample ?? member.region?.downsample ?? 1,
      carriedFields: entry.carriedFields)
    if let place = entry.place {
      tile.x = place.x
      tile.y = place.y
    } else if let region = member.region {
      tile.x = region.x
      tile.y = region.y
    } else if !isAlone {
      return .failure(.line(entry.line, .noPlacement(slide: Self.wantedName(member.slide))))
    }
    if let error = sizeProblem(member, path: path) { return .failure(error) }
    return .success(tile)
  }

  /// Why the size in an image's name does not fit its file at the downsample that counts.
  ///
  /// Where the line gives the place, a size beside which no downsample is stated need not fit; 1,
  /// which an empty cell means beside such a name, says no more than one.
  private func sizeProblem(_ member: Member, path: String) -> IntakeError? {
    let entry = member.entry
    guard var region = member.region else { return nil }
    if entry.place != nil, (entry.downsample ?? 1) == 1, region.downsample == 1 { return nil }
    region.downsample = entry.downsample ?? region.downsample
    let problem = TileSizeCheck.problem(path: path, region: region, reader: reader)
    guard let stated = entry.downsample,
      case .tileSizeDisagrees(_, _, _, _, let fileWidth, let fileHeight)? = problem
    else { return problem }
    return .line(
      entry.line,
      .downsampleDisagrees(
        found: stated, nameWidth: region.width, nameHeight: region.height, fileWidth: fileWidth,
        fileHeight: fileHeight))
  }

  /// Collects what lines say about cases; contradicting cases are already gone.
  static func caseFacts(_ members: [Member]) -> [CaseKey: CaseFacts] {
    var facts: [CaseKey: CaseFacts] = [:]
    var values: [CaseKey: [String: [String]]] = [:]
    for member in members {
      for (column, value) in member.entry.caseFields {
        facts[member.caseKey, default: CaseFacts()].gradingFields[column.rawValue] = value
      }
      for field in member.entry.carriedFields {
        let seen = values[member.caseKey]?[field.name]
        if seen == nil {
          facts[member.caseKey, default: CaseFacts()].carriedFields.append(
            CarriedField(name: field.name, value: ""))
        }
        if !field.value.isEmpty, seen?.contains(field.value) != true {
          values[member.caseKey, default: [:]][field.name, default: []].append(field.value)
        } else if seen == nil {
          values[member.caseKey, default: [:]][field.name] = []
        }
      }
    }
    for (key, columns) in values {
      for index in facts[key]?.carriedFields.indices ?? 0..<0 {
        let name = facts[key]?.carriedFields[index].name ?? ""
        facts[key]?.carriedFields[index].value = (columns[name] ?? []).joined(separator: "; ")
      }
    }
    return facts
  }
}
