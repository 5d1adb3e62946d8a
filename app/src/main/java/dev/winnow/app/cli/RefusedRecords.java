package dev.winnow.app.cli;

import dev.winnow.schemas.input.Rejection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records that a format refuses, counted by code and reason, each with the first place where it was met. One thread. */
final class RefusedRecords {
    /** Reasons that are kept apart; a reason may quote the record, so there is no end to them. */
    private static final int MOST_REASONS = 50;

    private final Map<Rejection, Group> groups = new LinkedHashMap<>();
    private long count;
    private long others;

    private static final class Group {
        private final String place;
        private final Path file;
        private final long line;
        private long records;

        Group(Path file, long line) {
            this.file = file;
            this.line = line;
            this.place = line > 0 ? file + ":" + line : file.toString();
        }
    }

    /** @param line from 1; 0 where the format has no lines */
    void add(Rejection rejection, Path file, long line) {
        count++;
        Group group = groups.get(rejection);
        if (group == null) {
            if (groups.size() >= MOST_REASONS) {
                others++;
                return;
            }
            group = new Group(file, line);
            groups.put(rejection, group);
        }
        group.records++;
    }

    long count() {
        return count;
    }

    /** For people: one line a code and reason. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        groups.forEach((rejection, group) -> lines.add(rejection.code() + " " + group.records
                + (group.records == 1 ? " record, " : " records, the first ") + group.place + ": "
                + rejection.reason()));
        if (others > 0) {
            lines.add(others + " more with other reasons");
        }
        return lines;
    }

    /** For scripts. */
    List<Map<String, Object>> document() {
        List<Map<String, Object>> document = new ArrayList<>();
        groups.forEach((rejection, group) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("code", rejection.code());
            entry.put("reason", rejection.reason());
            entry.put("records", group.records);
            entry.put("file", group.file.toString());
            if (group.line > 0) {
                entry.put("line", group.line);
            }
            document.add(entry);
        });
        return document;
    }
}
