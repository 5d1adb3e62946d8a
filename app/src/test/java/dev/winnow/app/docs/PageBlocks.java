package dev.winnow.app.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fenced blocks of a page that can be run. A fence without a word after it holds commands; {@code output} after it holds what the
 * commands before it print; any other word is for the reader only. A comment in the line before a fence may say
 * {@code <!-- not run: REASON -->}, {@code <!-- before: COMMAND -->} (a preparation that the reader has made otherwise) or
 * {@code <!-- output of: COMMAND -->} (an output whose command is not shown). Comments may follow each other.
 */
final class PageBlocks {
    private static final Pattern FENCE = Pattern.compile("^( *)```(\\S*)$");
    private static final Pattern COMMENT = Pattern.compile("^ *<!-- (not run|before|output of): (.*) -->$");

    private PageBlocks() {}

    /**
     * @param firstLine index of the block's first line in the page, after the fence
     * @param indent blanks before the fence
     */
    record Block(
            int firstLine,
            int indent,
            List<String> lines,
            boolean isOutput,
            Optional<String> notRun,
            List<String> before,
            Optional<String> outputOf) {}

    static List<Block> of(List<String> page) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < page.size(); i++) {
            Matcher fence = FENCE.matcher(page.get(i));
            if (!fence.matches()) {
                continue;
            }
            int first = i + 1;
            int end = first;
            while (!page.get(end).strip().equals("```")) {
                end++;
            }
            String word = fence.group(2);
            if (word.isEmpty() || word.equals("output")) {
                blocks.add(block(page, i, end, fence.group(1).length(), word.equals("output")));
            }
            i = end;
        }
        return blocks;
    }

    private static Block block(List<String> page, int fence, int end, int indent, boolean isOutput) {
        Optional<String> notRun = Optional.empty();
        Optional<String> outputOf = Optional.empty();
        List<String> before = new ArrayList<>();
        for (int at = fence - 1; at >= 0; at--) {
            Matcher comment = COMMENT.matcher(page.get(at));
            if (!comment.matches()) {
                break;
            }
            switch (comment.group(1)) {
                case "not run" -> notRun = Optional.of(comment.group(2));
                case "before" -> before.add(0, comment.group(2));
                default -> outputOf = Optional.of(comment.group(2));
            }
        }
        List<String> lines = page.subList(fence + 1, end).stream()
                .map(line -> line.substring(Math.min(indent, line.length())))
                .toList();
        return new Block(fence + 1, indent, lines, isOutput, notRun, before, outputOf);
    }
}
