#!/usr/bin/env python3
"""Writes man pages of what the program says of itself: man.py PROGRAM FOLDER VERSION DATE."""
import json
import os
import re
import subprocess
import sys


def text(words):
    """A text as roff takes it."""
    lines = []
    for line in words.split("\n"):
        line = line.replace("\\", "\\e").replace("-", "\\-")
        lines.append("\\&" + line if line.startswith((".", "'")) else line)
    return "\n".join(lines)


def paragraphs(words):
    """A text with empty lines between its paragraphs; commands to type keep their lines."""
    made = []
    for paragraph in words.strip("\n").split("\n\n"):
        made.append(".PP")
        is_example = False
        for index, line in enumerate(paragraph.split("\n")):
            typed = line.startswith(("muster ", " "))
            if typed != is_example:
                made += [".RS 4", ".nf"] if typed else [".fi", ".RE"]
            elif index and not typed:
                made.append(".br")
            is_example = typed
            made.append(text(line))
        if is_example:
            made += [".fi", ".RE"]
    return made


def option_names(argument):
    """-o, --output <file>"""
    names = []
    for name in argument.get("names") or []:
        dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}[name["kind"]]
        names.append("\\fB" + text(dashes + name["name"]) + "\\fR")
    shown = ", ".join(sorted(names, key=len))
    if argument["kind"] == "option":
        shown += " \\fI" + text(argument.get("valueName") or "value") + "\\fR"
    return shown


def written_usage(program, path):
    """The lines of a usage that the command was given, each a command; none where the parser makes it of the options."""
    told = subprocess.run([program] + path[1:] + ["--help"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^USAGE: (.*?)(?:\n\n|\Z)", told, re.DOTALL | re.MULTILINE)
    lines = [line.strip() for line in found.group(1).split("\n")] if found else []
    is_written = len(lines) > 1 and all(line.startswith(" ".join(path)) for line in lines)
    return lines if is_written else []


def synopsis(command, path):
    """A line of the kind: muster size --load RATE RESULTS... [OPTIONS]."""
    words = ["\\fB" + text(" ".join(path)) + "\\fR"]
    if command.get("subcommands"):
        words.append("\\fICOMMAND\\fR")
    for argument in command.get("arguments") or []:
        if argument["kind"] == "positional" and argument.get("shouldDisplay", True):
            name = "\\fI" + text(argument.get("valueName") or "value").upper() + "\\fR"
            name += "..." if argument.get("isRepeating") else ""
            words.append("[" + name + "]" if argument.get("isOptional") else name)
        elif argument["kind"] == "option" and not argument.get("isOptional"):
            words.append(option_names(argument))
    return " ".join(words + ["[\\fIOPTIONS\\fR]"])


def codes(words):
    """The exit codes that a text lists: 0 accepted; 1 a scenario failed; ..."""
    listed = words.partition("Exit codes:")[2]
    return re.findall(r"\s(\d) (.+?)(?=;\s+\d |\.(?:\s|$))", listed, re.DOTALL)


def exit_status(command, path, root):
    """What the command's own text says of its exit code; else what all say that judge, or that only do something."""
    own = command.get("discussion") or ""
    told = re.search(r"The exit code is .*?\.(?=\s|$)", own, re.DOTALL)
    if told:
        return [text(told.group(0))]
    listed = codes(own)
    if not listed and path == ["muster", "run"]:
        listed = codes(root.get("discussion") or "")
    if not listed:
        listed = [
            ("0", "done"),
            ("2", "the command or a file is wrong"),
            ("4", "what was to be written couldn't be"),
        ]
    lines = []
    for code, meaning in listed:
        lines += [".TP", code, text(meaning)]
    return lines


def page(command, path, version, date, root, program):
    """The page of a command."""
    title = "-".join(path)
    lines = [
        '.TH "%s" 1 "%s" "muster %s" "User Commands"' % (text(title.upper()), date, version),
        ".SH NAME",
        text(title) + " \\- " + text((command.get("abstract") or "").rstrip(".")),
        ".SH SYNOPSIS",
    ]
    usage = written_usage(program, path)
    lines += [".nf"] + [text(line) for line in usage] + [".fi"] if usage else [synopsis(command, path)]
    discussion = command.get("discussion")
    if discussion:
        # The heading begins the first paragraph.
        lines += [".SH DESCRIPTION"] + paragraphs(discussion)[1:]
    positional, options = [], []
    for argument in command.get("arguments") or []:
        if not argument.get("shouldDisplay", True):
            continue
        (positional if argument["kind"] == "positional" else options).append(argument)
    for heading, listed in (("ARGUMENTS", positional), ("OPTIONS", options)):
        if listed:
            lines.append(".SH " + heading)
        for argument in listed:
            name = (
                "\\fI" + text(argument.get("valueName") or "value").upper() + "\\fR"
                if argument["kind"] == "positional"
                else option_names(argument)
            )
            usual = argument.get("defaultValue")
            about = argument.get("abstract") or ""
            if usual and argument["kind"] != "flag":
                about += " (default: %s)" % usual
            lines += [".TP", name, text(about) or "\\&"]
    commands = [c for c in command.get("subcommands") or [] if c["commandName"] != "help"]
    if commands:
        lines.append(".SH COMMANDS")
        for inner in commands:
            name = "-".join(path + [inner["commandName"]])
            lines += [".TP", "\\fB%s\\fR(1)" % text(name), text(inner.get("abstract") or "")]
    lines += [".SH EXIT STATUS"] + exit_status(command, path, root)
    if len(path) > 1:
        lines += [".SH SEE ALSO", "\\fB%s\\fR(1)" % text("-".join(path[:-1]))]
    return "\n".join(lines) + "\n"


def write(command, path, folder, version, date, root, program):
    """The pages of a command and of its own commands."""
    with open(os.path.join(folder, "-".join(path) + ".1"), "w", encoding="utf-8") as file:
        file.write(page(command, path, version, date, root, program))
    for inner in command.get("subcommands") or []:
        if inner["commandName"] != "help":
            write(inner, path + [inner["commandName"]], folder, version, date, root, program)


def main():
    program, folder, version, date = sys.argv[1:5]
    told = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True).stdout
    command = json.loads(told)["command"]
    os.makedirs(folder, exist_ok=True)
    write(command, ["muster"], folder, version, date, command, program)


if __name__ == "__main__":
    main()
