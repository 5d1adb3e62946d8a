package dev.winnow.evaluation.eval;

import dev.winnow.detectors.segment.Detectors;
import dev.winnow.evaluation.datasets.DataSetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which systems are measured: the value of {@code --system}. */
final class Systems {
    static final String WINNOW = "winnow";
    static final String AWS = "aws";

    /** Stands for every member of the ensemble. */
    static final String MEMBERS = "members";

    private Systems() {}

    /**
     * Names of the chosen systems.
     *
     * @param wanted {@code winnow}, {@code aws}, {@code members} or members' names; none for all
     * @throws DataSetException EVL-001 for another name
     */
    static Set<String> chosen(List<String> wanted) {
        List<String> members =
                Detectors.kinds().stream().map(Detectors.Kind::name).toList();
        List<String> known = new ArrayList<>(List.of(WINNOW, AWS));
        known.addAll(members);
        if (wanted.isEmpty()) {
            return new LinkedHashSet<>(known);
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : wanted) {
            if (name.equals(MEMBERS)) {
                chosen.addAll(members);
            } else if (known.contains(name)) {
                chosen.add(name);
            } else {
                throw new DataSetException(
                        DataSetException.Cause.REQUEST,
                        "EVL-001 system \"" + name + "\": must be " + MEMBERS + " or one of " + known
                                + "; name one of them");
            }
        }
        return chosen;
    }
}
