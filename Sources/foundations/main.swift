import Layers
import Tensors
import Foundation

let width = Int(CommandLine.arguments.dropFirst().first ?? "256")!
var generator = SeededGenerator(seed: 1)
let configuration = TransformerConfiguration.decoder(vocabularySize: 4096, contextLength: 256, layerCount: 4, width: width)
let model = try Transformer(configuration, using: &generator)
let optimizer = AdamW(model.parameters)
let tokens = (0..<8*256).map { _ in Int32.random(in: 0..<4096, using: &generator) }
let labels = (0..<8*256).map { _ in Int32.random(in: 0..<4096, using: &generator) }
var times: [Double] = []
for step in 0..<12 {
  let clock = ContinuousClock()
  var loss: Float = 0
  var (f, b, o) = (0.0, 0.0, 0.0)
  let time = clock.measure {
    let t0 = clock.now
    let tape = Tape()
    loss = model.loss(tokens, labels: labels, sequences: 8, on: tape)
    let t1 = clock.now
    tape.backward()
    let t2 = clock.now
    optimizer.step(learningRate: 1e-3)
    f = (t1 - t0) / .milliseconds(1); b = (t2 - t1) / .milliseconds(1); o = (clock.now - t2) / .milliseconds(1)
  }
  times.append(time / .milliseconds(1))
  if step % 3 == 2 { print(step, loss, time, f, b, o) }
}
print("median", times.sorted()[6], "best", times.min()!)
let (_, work) = Work.counting {
    let tape = Tape()
    _ = model.loss(tokens, labels: labels, sequences: 8, on: tape)
    tape.backward()
}
print(Double(work.multiplyAdds) * 2 / 1e9, "GFLOP", BLAS.kernel, BLAS.version, ThreadPool.threadCount)
let cache = KeyValueCache(for: configuration)
let clock = ContinuousClock()
for _ in 0..<3 {
cache.truncate(to: 0)
print("prefill", clock.measure { _ = model.nextTokenLogits(after: Array(tokens[0..<128]), keepingIn: cache) })
print("decode", clock.measure { for i in 0..<100 { _ = model.nextTokenLogits(after: [tokens[i]], keepingIn: cache) } } / 100)
}
print(try! String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n").filter { $0.contains("VmHWM") })
