// MARK: - What a cell printed

/// What one cell of an executable printed and drew, as the book sets it under the cell's listing.
public struct CellOutput: Codable, Hashable, Sendable {
  /// The cell's name, which is the name of its region in the source.
  public let cell: String
  /// What it put out, in order.
  public var items: [OutputItem]

  /// Creates the output of a cell.
  public init(cell: String, items: [OutputItem] = []) {
    self.cell = cell
    self.items = items
  }
}

/// One thing that a cell put out: exactly one of the five is present.
public struct OutputItem: Codable, Hashable, Sendable {
  /// Lines of text.
  public private(set) var lines: [String]?
  /// A table.
  public private(set) var table: Table?
  /// A figure.
  public private(set) var plot: Plot?
  /// A figure of shaded cells.
  public private(set) var heatMap: HeatMap?
  /// A figure of running text.
  public private(set) var passage: Passage?

  /// Lines of text.
  public static func lines(_ lines: [String]) -> OutputItem { OutputItem(lines: lines) }
  /// A table.
  public static func table(_ table: Table) -> OutputItem { OutputItem(table: table) }
  /// A figure.
  public static func plot(_ plot: Plot) -> OutputItem { OutputItem(plot: plot) }
  /// A figure of shaded cells.
  public static func heatMap(_ heatMap: HeatMap) -> OutputItem { OutputItem(heatMap: heatMap) }
  /// A figure of running text.
  public static func passage(_ passage: Passage) -> OutputItem { OutputItem(passage: passage) }
}

// MARK: - Plots

/// A figure as data; the site draws it.
public struct Plot: Codable, Hashable, Sendable {
  /// What stands for a point.
  public enum Form: String, Codable, Sendable { case line, points, bars }

  /// A value that bars are to be compared with.
  public struct Reference: Codable, Hashable, Sendable {
    /// What has this value.
    public let label: String
    /// The value, in the unit of the vertical axis.
    public let value: Double

    /// Creates a reference.
    public init(_ label: String, _ value: Double) {
      self.label = label
      self.value = value
    }
  }

  /// The caption: what to see in it.
  public let title: String
  /// How points are drawn.
  public let form: Form
  /// The horizontal axis.
  public let x: Axis
  /// The vertical axis.
  public let y: Axis
  /// The series, at least one.
  public let series: [Series]
  /// What bars with names are compared with; absent where there is nothing of the kind.
  public let reference: Reference?

  /// Creates a plot.
  public init(
    _ title: String, form: Form = .line, x: Axis, y: Axis, series: [Series],
    reference: Reference? = nil
  ) {
    precondition(
      reference == nil || form == .bars && x.categories != nil,
      "only bars with names are compared with a value")
    self.reference = reference
    self.title = title
    self.form = form
    self.x = x
    self.y = y
    self.series = series
  }
}

// MARK: - Axes

/// An axis of a plot.
public struct Axis: Codable, Hashable, Sendable {
  /// How values are spaced.
  public enum Scale: String, Codable, Sendable { case linear, logarithmic }

  /// What is plotted.
  public let label: String
  /// Its unit; empty for pure numbers.
  public let unit: String
  /// How values are spaced.
  public let scale: Scale
  /// The names of the positions 0, 1, 2, …, where the axis has no numbers: under bars.
  public let categories: [String]?

  /// Creates an axis.
  public init(
    _ label: String, unit: String = "", scale: Scale = .linear, categories: [String]? = nil
  ) {
    precondition(categories == nil || scale == .linear, "categories stand side by side")
    self.label = label
    self.unit = unit
    self.scale = scale
    self.categories = categories
  }
}

// MARK: - Series

/// Points that belong together.
public struct Series: Codable, Hashable, Sendable {
  /// What a series is to the argument, which decides how it is coloured.
  public enum Role: String, Codable, Sendable { case measured, baseline, paper }

  /// A point, with the ends of its interval where it has one.
  public struct Point: Codable, Hashable, Sendable {
    /// The coordinates.
    public let x, y: Double
    /// The ends of the interval of y.
    public let low, high: Double?

    /// Creates a point.
    public init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }

  /// The name in the legend.
  public let name: String
  /// What the series is to the argument.
  public let role: Role
  /// The points, in the order in which a line joins them.
  public let points: [Point]

  /// Creates a series.
  public init(_ name: String, role: Role = .measured, _ points: [Point]) {
    self.name = name
    self.role = role
    self.points = points
  }
}
