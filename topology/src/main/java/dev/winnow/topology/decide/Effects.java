package dev.winnow.topology.decide;

import java.util.ArrayList;
import java.util.List;

/** What one record leads to, before anything is sealed or sent. Both lists keep the order of addition. One owner. */
final class Effects {
    private final List<Emission> emissions = new ArrayList<>();
    private final List<EntryDraft> entries = new ArrayList<>();

    /** To be sent before everything that carries an entry's number. */
    void send(Emission emission) {
        emissions.add(emission);
    }

    void seal(EntryDraft entry) {
        entries.add(entry);
    }

    List<Emission> emissions() {
        return List.copyOf(emissions);
    }

    List<EntryDraft> entries() {
        return List.copyOf(entries);
    }
}
