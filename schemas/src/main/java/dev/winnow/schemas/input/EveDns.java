package dev.winnow.schemas.input;

import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * The {@code dns} object of an EVE record in its three versions; mutable, one owner, one record.
 *
 * <p>Version 1 writes one record per resource record ({@code rrname, rrtype, ttl, rdata} at the top); version 2 has the
 * question at the top and {@code answers[]} or {@code grouped}, and in alerts {@code query[]}; version 3 has
 * {@code queries[]} and calls its kinds request and response. An answer without any resource record has 0 answers.
 */
final class EveDns {
    private final JsonRecord in;
    private final EventBuilder event;
    private final JsonFields fields;

    private @Nullable String query;
    private @Nullable String rrtype;
    private @Nullable String kind;
    private int queries;
    private int answers;
    private int grouped;
    private boolean resourceData;
    private double minTtl = Double.POSITIVE_INFINITY;
    private boolean present;

    EveDns(JsonRecord in, EventBuilder event, JsonFields fields) {
        this.in = in;
        this.event = event;
        this.fields = fields;
    }

    void field(String name) throws Refusal {
        present = true;
        switch (name) {
            case "type" -> {
                once(kind, name);
                kind = kindOf(fields.string(name));
            }
            case "rrname" -> {
                once(query, name);
                query = fields.string(name);
                queries = Math.max(queries, 1);
            }
            case "rrtype" -> {
                once(rrtype, name);
                rrtype = fields.string(name);
            }
            case "rcode" -> fields.text(name, "rcode");
            case "queries", "query" -> questions(name);
            case "answers" -> answers += resources(name, true);
            case "authorities" -> {
                int count = resources(name, false);
                event.number("authorities", count);
            }
            case "answer" -> nestedAnswer(name);
            case "grouped" -> grouped(name);
            case "ttl" -> ttl(name);
            case "rdata" -> {
                resourceData = in.token() == JsonToken.VALUE_STRING;
                in.skip();
            }
            case "aa" -> fields.flag(name, "dns_aa");
            case "tc" -> fields.flag(name, "dns_tc");
            case "rd" -> fields.flag(name, "dns_rd");
            case "ra" -> fields.flag(name, "dns_ra");
            default -> in.skip();
        }
    }

    /** Puts what was gathered into the event. */
    void finish() {
        if (!present) {
            return;
        }
        putText("query", query);
        putText("rrtype", rrtype);
        putText("dns_kind", kind);
        if (queries > 0) {
            event.number("queries", queries);
        }
        int counted = Math.max(Math.max(answers, grouped), resourceData ? 1 : 0);
        if (counted > 0 || "answer".equals(kind)) {
            event.number("answers", counted);
        }
        if (minTtl < Double.POSITIVE_INFINITY) {
            event.number("min_ttl", minTtl);
        }
    }

    private void putText(String name, @Nullable String value) {
        if (value != null) {
            event.text(name, value);
        }
    }

    private static @Nullable String kindOf(@Nullable String type) {
        if (type == null) {
            return null;
        }
        return switch (type) {
            case "request" -> "query";
            case "response" -> "answer";
            default -> type;
        };
    }

    /** Counts the questions and keeps the first one's name and type. */
    private void questions(String name) throws Refusal {
        if (in.token() != JsonToken.START_ARRAY) {
            fields.noteWrongType(name, "an array");
            return;
        }
        int count = 0;
        while (in.next() != JsonToken.END_ARRAY) {
            if (in.token() != JsonToken.START_OBJECT) {
                fields.noteWrongType(name, "an array of objects");
                continue;
            }
            count++;
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                if (key.equals("rrname") && query == null) {
                    query = fields.string(key);
                } else if (key.equals("rrtype") && rrtype == null) {
                    rrtype = fields.string(key);
                } else if (key.equals("type") && kind == null) {
                    kind = kindOf(fields.string(key));
                } else {
                    in.skip();
                }
            }
        }
        queries = Math.max(queries, count);
    }

    /** Counts the resource records of a list; the time to live counts for answers only. */
    private int resources(String name, boolean timed) throws Refusal {
        if (in.token() != JsonToken.START_ARRAY) {
            fields.noteWrongType(name, "an array");
            return 0;
        }
        int count = 0;
        while (in.next() != JsonToken.END_ARRAY) {
            if (in.token() != JsonToken.START_OBJECT) {
                fields.noteWrongType(name, "an array of objects");
                continue;
            }
            count++;
            for (String key = in.nextField(); key != null; key = in.nextField()) {
                if (timed && key.equals("ttl")) {
                    ttl(key);
                } else {
                    in.skip();
                }
            }
        }
        return count;
    }

    /** An answer inside an alert: an object with its own list. */
    private void nestedAnswer(String name) throws Refusal {
        if (!fields.entersObject(name)) {
            return;
        }
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            switch (key) {
                case "answers" -> answers += resources(key, true);
                case "rcode" -> fields.text(key, "rcode");
                case "rrname" -> {
                    String first = fields.string(key);
                    query = query == null ? first : query;
                }
                default -> in.skip();
            }
        }
    }

    private void grouped(String name) throws Refusal {
        if (!fields.entersObject(name)) {
            return;
        }
        for (String key = in.nextField(); key != null; key = in.nextField()) {
            if (in.token() != JsonToken.START_ARRAY) {
                in.skip();
                continue;
            }
            while (in.next() != JsonToken.END_ARRAY) {
                grouped++;
                in.skip();
            }
        }
    }

    private void ttl(String name) throws Refusal {
        if (in.token().isNumeric()) {
            minTtl = Math.min(minTtl, in.number(name));
        } else {
            fields.noteWrongType(name, "a number");
        }
    }

    private static void once(@Nullable String seen, String name) throws Refusal {
        if (seen != null) {
            throw Refusal.duplicate(name);
        }
    }
}
