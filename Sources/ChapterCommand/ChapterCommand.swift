// ChapterCommand
