package dev.winnow.app.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.schemas.wire.SchemaHistory;
import dev.winnow.wire.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplicationConfigTest {
    private static final SchemaHistory HISTORY =
            SchemaHistory.of(List.of(new SchemaHistory.Entry("0.2.0", Verdict.getClassSchema())));

    @Test
    void anUpgradeMayComeFromAnyReleaseThatTheHistoryReaches() {
        assertThatCode(() -> ApplicationConfig.checkRelease("0.2.0", HISTORY)).doesNotThrowAnyException();
        assertThatCode(() -> ApplicationConfig.checkRelease("0.2.7", HISTORY)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ApplicationConfig.checkRelease("0.1.9", HISTORY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("upgradeFrom: must be a released version whose schemas this one has, from 0.2.0 on; was"
                        + " \"0.1.9\"");
        assertThatThrownBy(() -> ApplicationConfig.checkRelease("latest", HISTORY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("upgradeFrom: must be a released version whose schemas this one has, from 0.2.0 on; was"
                        + " \"latest\"");
    }
}
