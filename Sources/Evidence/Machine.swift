import Foundation

// MARK: - The machine

/// The machine on which something was measured. Its name and its owner are nobody's business.
public struct Machine: Codable, Hashable, Sendable {
  /// The processor's name.
  public let processor: String
  /// How many cores this process may use.
  public let cores: Int
  /// Memory in bytes.
  public let memory: Int
  /// The operating system and its kernel.
  public let system: String
  /// The load averages over 1, 5 and 15 minutes; empty where there are none.
  public let load: [Double]

  /// Creates the description of a machine.
  public init(processor: String, cores: Int, memory: Int, system: String, load: [Double]) {
    self.processor = processor
    self.cores = cores
    self.memory = memory
    self.system = system
    self.load = load
  }

  /// This machine, at this moment.
  public static var current: Machine {
    Machine(
      processor: value(of: "model name", in: contents("/proc/cpuinfo")) ?? architecture,
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memory: memoryInBytes(contents("/proc/meminfo")),
      system: systemName(release: contents("/etc/os-release")),
      load: loadAverages(contents("/proc/loadavg")))
  }
}

// MARK: - Reading what Linux tells

extension Machine {
  private static func contents(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// The value of the first `key : value` or `KEY=value` line.
  static func value(of key: String, in text: String) -> String? {
    for line in text.split(separator: "\n") {
      guard let separator = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { continue }
      guard line[..<separator].trimmingCharacters(in: .whitespaces) == key else { continue }
      return line[line.index(after: separator)...]
        .trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
    return nil
  }

  static func memoryInBytes(_ meminfo: String) -> Int {
    let kilobytes = value(of: "MemTotal", in: meminfo)?.split(separator: " ").first
    return kilobytes.flatMap { Int($0) }.map { $0 * 1024 }
      ?? Int(clamping: ProcessInfo.processInfo.physicalMemory)
  }

  static func loadAverages(_ loadavg: String) -> [Double] {
    loadavg.split(separator: " ").prefix(3).compactMap { Double($0) }
  }
}

// MARK: - Memory in use

extension Machine {
  /// The largest resident size of this process so far, in MiB; 0 where the system does not tell.
  public static var peakMebibytes: Double {
    let peak = value(of: "VmHWM", in: contents("/proc/self/status"))
    return peak?.split(separator: " ").first.flatMap { Double($0) }.map { $0 / 1024 } ?? 0
  }
}

// MARK: - Names

extension Machine {
  private static func systemName(release: String) -> String {
    guard let name = value(of: "PRETTY_NAME", in: release) else {
      return ProcessInfo.processInfo.operatingSystemVersionString
    }
    return "\(name), \(kernel.sysname) \(kernel.release)"
  }

  private static var architecture: String { kernel.machine }

  private static var kernel: (sysname: String, release: String, machine: String) {
    var names = utsname()
    guard uname(&names) == 0 else { return ("unknown", "unknown", "unknown") }
    return (text(names.sysname), text(names.release), text(names.machine))
  }

  /// The text in one of the fixed-size C arrays, which Swift sees as tuples.
  private static func text(_ characters: some BitwiseCopyable) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
