import ChapterCommand
import Evidence
import Layers
import Tensors

// MARK: - A notebook with an engine

extension Notebook {
  /// Runs cells whose kernels take the notebook's threads, and notes what multiplies the matrices.
  public func withEngine(_ cells: () throws -> Void) rethrows {
    blas = Evidence.BLAS(
      version: "OpenBLAS \(Tensors.BLAS.version)", kernel: Tensors.BLAS.kernelInUse,
      threads: Tensors.BLAS.threadsPerCall)
    buildFlags = Tensors.BLAS.vectorFlags
    try ThreadPool.with(threads: threads, cells)
  }
}

// MARK: - What the engine is

extension Chapter {
  /// The folders of the modules that every chapter on the engine is linked to.
  public static let engine = [
    "COpenBLAS", "CVector", "ChapterCommand", "Evidence", "Layers", "Tensors", "Text",
  ].map { "Sources/\($0)" }
}

// MARK: - A damaged checkpoint

/// Damaged checkpoints are bad data, too; the layers know nothing of exit codes.
extension SafeTensors.Failure: DataError {}
