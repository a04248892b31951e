import Layers
import Tensors

// MARK: - Finding translations

extension Transformer {
  /// How hard it is to guess hidden tokens, and to find each text's translation among those of all:
  /// the mean of −ln of the shares of what is right, in nats; on a tape, differentiated.
  ///
  /// A text is the mean of its tokens' vectors. Guessing alone does not bring texts of one meaning
  /// together in so little training as here; encoders made for finding texts learn by ranks as well
  /// (arXiv 2007.01852).
  ///
  /// - Parameters:
  ///   - texts: some texts.
  ///   - translations: the same texts in another language, in the same order.
  public func rankingLoss(
    _ texts: MaskedTexts, against translations: MaskedTexts, on tape: Tape? = nil
  ) -> Float {
    precondition(texts.batch.size == translations.batch.size)
    var guessing: Float = 0
    let means = [texts, translations].map { texts in
      let vectors = self(texts.batch, on: tape)
      guessing += vectors.crossEntropy(head: head, labels: texts.labels, weight: 0.5) / 2
      return vectors.averagingRows(of: texts.batch.texts)
    }
    let scores = (1 / Float(configuration.width).squareRoot() * means[0]).linear(means[1])
    let ranking = scores.crossEntropy(
      labels: (0..<Int32(texts.batch.size)).map { $0 }, weight: 0.5)
    return guessing + ranking / 2
  }
}
