"""Set one document: a program of its own, so that a web process stays small.

python typesetting.py TEMPLATE ROOT FONTS, the values as JSON on the standard input, the
PDF/A-2b on the standard output. Imports nothing of the site.
"""

import sys

import typst


def main() -> None:
    template, root, fonts = sys.argv[1:4]
    sys.stdout.buffer.write(
        typst.compile(
            template,
            root=root,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"values": sys.stdin.buffer.read().decode()},
            pdf_standards=["a-2b"],
            format="pdf",
        )
    )


if __name__ == "__main__":
    main()
