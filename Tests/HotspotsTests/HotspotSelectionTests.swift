import Foundation
import Hotspots
import TestSupport
import Testing

@Suite struct HotspotSelectionTests {
  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  @Test(arguments: ["cells:150", "circle:0.2mm,fewest:60", "square:0.2mm,fewest:60"], [0.04, 0.7])
  func `dealing labels in batches equals shuffling them one by one`(text: String, share: Double)
    throws
  {
    // More than one block of labels.
    let scene = PointScene(count: 6000, side: 1400, seed: 4) { _ in share }
    let request = try HotspotRequest(text: text)
    let batches = scene.search.find(request, areaIsKnown: true).hottestByChance
    #expect(batches.count == HotspotSearch.deals)
    var random = SeededGenerator(seed: 99)
    let singles = (0..<300).map { _ in
      let counts = scene.dealt(using: &random).search
        .find(request, areaIsKnown: true, deals: 0).hotspots[0].counts
      return Double(counts.positive) / Double(counts.total)
    }
    let error = deviation(singles) * (1 / 300.0 + 1 / 512.0).squareRoot()
    #expect(abs(mean(batches) - mean(singles)) < 4 * error)
    #expect(abs(deviation(batches) / deviation(singles) - 1) < 0.25)
  }

  @Test func `regions of more nuclei than a sum of 16 bits holds are counted right`() throws {
    let scene = PointScene(count: 150_000, side: 2000, seed: 4) { _ in 0.9 }
    let request = try HotspotRequest(text: "circle:2mm,fewest:100000")
    let finding = scene.search.find(request, areaIsKnown: true, deals: 16)
    #expect(finding.hotspots[0].counts.total > 50_000)
    for share in finding.hottestByChance { #expect(abs(share - 0.9) < 0.01) }
  }

  @Test func `in homogeneous tumors the significance is as small as it says`() throws {
    let request = try HotspotRequest(text: "cells:200")
    var significances: [Double] = []
    for seed in 1...200 as ClosedRange<UInt64> {
      let scene = PointScene(count: 4000, side: 1000, seed: seed) { _ in 0.05 }
      let found = scene.search.find(request, areaIsKnown: true, deals: 128).hotspots[0]
      let selection = try #require(found.selection)
      significances.append(selection.significance)
      #expect(selection.isAboveChance == (selection.adjustedIndex > selection.slideIndex))
    }
    // Binomial bounds of 99.9 % for 200 slides.
    #expect(significances.count { $0 <= 0.05 } <= 22)
    #expect((70...130).contains(significances.count { $0 <= 0.5 }))
  }

  @Test func `the adjusted index lies between the slide's and the hotspot's`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let scene = PointScene(count: 5000, side: 1200, seed: seed) {
        $0.x < 300 && $0.y < 300 ? 0.05 + 0.01 * Double(seed) : 0.05
      }
      let found = scene.search.find(HotspotRequest(mode: .cells(200)), areaIsKnown: true).hotspots[
        0]
      let selection = try #require(found.selection)
      let raw = Double(found.counts.positive) / Double(found.counts.total)
      #expect(selection.slideIndex <= selection.adjustedIndex)
      #expect(selection.adjustedIndex <= selection.localIndex)
      #expect(selection.localIndex < raw)
      #expect(selection.expectedMaximum < selection.highestByChance)
    }
  }

  @Test func `without positive nuclei, or with these alone, nothing is above chance`() throws {
    for share in [0.0, 1.0] {
      let scene = PointScene(count: 1000, side: 600, seed: 1) { _ in share }
      let found = scene.search.find(HotspotRequest(mode: .cells(100)), areaIsKnown: true).hotspots[
        0]
      let selection = try #require(found.selection)
      #expect(selection.significance == 1 && !selection.isAboveChance)
      #expect(selection.adjustedIndex == share)
    }
  }

  @Test func `the tail beyond all deals is that of a Gumbel distribution`() {
    var random = SeededGenerator(seed: 12)
    // Inverse of exp(−exp(−(x − 0.05) / 0.004)).
    let deals = (0..<512).map { _ in 0.05 - 0.004 * log(-log(random.unit())) }
    for (index, expected) in [(0.09, 4.5398e-5), (0.1, 3.7266e-6)] {
      let found = HotspotSelection.significance(of: index, among: deals)
      #expect(found > expected / 4 && found < expected * 4)
    }
    #expect(HotspotSelection.significance(of: 0, among: deals) == 1)
  }
}
