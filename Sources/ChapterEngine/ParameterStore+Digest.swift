import Evidence
import Tensors

// MARK: - The digest of weights

extension ParameterStore {
  /// The digest of all elements: equal digests, equal bits.
  public var digest: Digest {
    withValues { values in
      var digest = SHA256()
      digest.update(UnsafeRawBufferPointer(values))
      return digest.finalize()
    }
  }
}
