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
        lines.append("\\&" + line if line[:1] in ".'" else line)
    return "\n".join(lines)


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


def synopsis(command, path):
    """A line of the kind: muster run [PATH...] [OPTIONS]."""
    words = ["\\fB" + text(" ".join(path)) + "\\fR"]
    if command.get("subcommands"):
        words.append("\\fICOMMAND\\fR")
    for argument in command.get("arguments") or []:
        if argument["kind"] == "positional" and argument.get("shouldDisplay", True):
            name = "\\fI" + text(argument.get("valueName") or "value").upper() + "\\fR"
            name += "..." if argument.get("isRepeating") else ""
            words.append("[" + name + "]" if argument.get("isOptional") else name)
    return " ".join(words + ["[\\fIOPTIONS\\fR]"])


def page(command, path, version, date, root):
    """The page of a command."""
    title = "-".join(path)
    lines = [
        '.TH "%s" 1 "%s" "muster %s" "User Commands"' % (text(title.upper()), date, version),
        ".SH NAME",
        text(title) + " \\- " + text((command.get("abstract") or "").rstrip(".")),
        ".SH SYNOPSIS",
        synopsis(command, path),
    ]
    discussion = command.get("discussion")
    if discussion:
        lines += [".SH DESCRIPTION", text(discussion).replace("\n\n", "\n.PP\n")]
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
    lines += [".SH EXIT STATUS"]
    meanings = re.findall(r"(\d) ([^;.]+)[;.]", root.get("discussion") or "")
    for code, meaning in meanings:
        lines += [".TP", code, text(meaning)]
    if len(path) > 1:
        lines += [".SH SEE ALSO", "\\fB%s\\fR(1)" % text("-".join(path[:-1]))]
    return "\n".join(lines) + "\n"


def write(command, path, folder, version, date, root):
    """The pages of a command and of its own commands."""
    with open(os.path.join(folder, "-".join(path) + ".1"), "w", encoding="utf-8") as file:
        file.write(page(command, path, version, date, root))
    for inner in command.get("subcommands") or []:
        if inner["commandName"] != "help":
            write(inner, path + [inner["commandName"]], folder, version, date, root)


def main():
    program, folder, version, date = sys.argv[1:5]
    told = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True).stdout
    command = json.loads(told)["command"]
    os.makedirs(folder, exist_ok=True)
    write(command, ["muster"], folder, version, date, command)


if __name__ == "__main__":
    main()
