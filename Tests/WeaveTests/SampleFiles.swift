// MARK: - What the small book holds

extension SampleProject {
  static let chapter = "chapters/00-sample.md"
  static let source = "Sources/sample/Sample.swift"

  static let files = [
    "Package.swift": "// A package.\n",
    "site/page.mustache": """
    <!DOCTYPE html>
    <html lang="{{language}}">
    <title>{{windowTitle}}</title>
    <nav>{{#contents}}<a href="{{href}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>\
    {{title}}</a>{{/contents}}</nav>
    {{#previous}}<a rel="prev" href="{{href}}">{{title}}</a>{{/previous}}
    {{#next}}<a rel="next" href="{{href}}">{{title}}</a>{{/next}}
    {{#onThisPage}}<a href="{{href}}">{{{title}}}</a>{{/onThisPage}}
    <main>
    {{{body}}}</main>
    </html>

    """,
    "site/style.css": "body {}\n",
    source: """
    import Evidence

    // MARK: - The sample

    /// A sample.
    struct Sample { let depth = 3 }

    // MARK: - Running it

    extension Sample {
      func run() -> Bool { depth < 4 }
    }

    """,
    "Sources/Layers/Layer.h": "#define DEPTH 3\n",
    "chapters/figures/tree.svg": """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
    <title>A tree</title><desc>A root and two leaves.</desc>
    <!-- drawn by hand -->
    <path id="root" class="axis" d="M0 0h10"/><use href="#root"/>
    </svg>

    """,
    "chapters/README.md": """
    # The small book

    It shows everything once.

    1. [A sample](00-sample.md)
    2. [Appendix: layers](appendix-layers.md)

    """,
    "chapters/appendix-layers.md": """
    # Layers

    [Layer.h](../Sources/Layers/Layer.h)

    Back to [running it](00-sample.md#how-it-runs).

    """,
    chapter: """
    # A sample

    It is [131×](results/00-sample.json#speedup) as fast, or
    [131× (130 to 133)](results/00-sample.json#speedup), with [262,144](results/00-sample.json#work)
    multiply-adds and [4,000](results/00-sample.json#configuration.steps) steps.

    | claim | the paper says | verdict |
    |---|--:|:-:|
    | $`a \\vert b`$ or `a\\|b` | [78×](https://example.org/paper "paper: Table 3") | [✓ met](results/00-sample.json#claim-fast-enough) |

    > **Aside.** A note, see [the record](results/00-sample.json).

    ![A tree](figures/tree.svg)

    [The sample](../Sources/sample/Sample.swift#the-sample)

    ## How *it* runs

    In [the file](../Sources/sample/Sample.swift), see [above](#a-sample):

    [Running it](../Sources/sample/Sample.swift#running-it)

    ```math
    x_i
    ```

    """,
  ]
}
