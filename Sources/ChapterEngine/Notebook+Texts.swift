import ChapterCommand
import Evidence
import Text

// MARK: - What a notebook reads

extension Notebook {
  /// Notes in the record that the texts of an entry of the manifest go in.
  public func use(_ entry: String) throws {
    let entry = try Manifest.load(from: root).entry(named: entry)
    for file in entry.documents {
      use(DataSource(name: file.title, sha256: file.sha256, licence: entry.licence))
    }
  }

  /// Texts that are not committed; nil, and a line on the page, if they have not been fetched.
  public func fetchedTexts(_ name: String, on page: Page) throws -> LabelledTexts? {
    do {
      let texts = try LabelledTexts.load(name, from: root)
      try use(name)
      return texts
    } catch CorpusError.missingFile(let file, _) {
      page.print("\(name): left out, since \(file) is not there; make data fetches it")
      return nil
    }
  }
}
