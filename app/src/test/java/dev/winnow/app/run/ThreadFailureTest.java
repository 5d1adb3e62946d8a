package dev.winnow.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.winnow.detectors.snapshot.StateFormatException;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ThreadFailureTest {
    static Stream<Arguments> fatal() {
        return Stream.of(
                Arguments.of(
                        new StateFormatException("STA-001 snapshot of \"m\" has version 9, this build reads 3"),
                        "STA-001 snapshot of \"m\" has version 9, this build reads 3"),
                Arguments.of(
                        new IllegalArgumentException(
                                "AUD-007 chain a: is sealed with key \"k1\"\n  and not with \"k2\""),
                        "AUD-007 chain a: is sealed with key \"k1\" and not with \"k2\""),
                Arguments.of(
                        new TopicAuthorizationException(Set.of("winnow.audit")),
                        "KFK-004 topics [winnow.audit]: this principal lacks a right; grant what winnow topics rights lists"),
                Arguments.of(
                        GroupAuthorizationException.forGroupId("winnow"),
                        "KFK-004 group \"winnow\": this principal must be allowed READ, DESCRIBE, lacks one; grant what"
                                + " winnow topics rights lists"),
                Arguments.of(
                        new TransactionalIdAuthorizationException("no"),
                        "KFK-004 transactional ids with the prefix <application.id>-: this principal must be allowed WRITE,"
                                + " DESCRIBE, lacks one; grant what winnow topics rights lists"),
                Arguments.of(
                        new SaslAuthenticationException("Authentication failed"),
                        "KFK-005 kafka.client: the brokers refuse the credentials: Authentication failed; check the SASL or"
                                + " TLS settings"),
                Arguments.of(
                        new MissingSourceTopicException("One or more source topics were missing during rebalance"),
                        "TOP-006 topics: One or more source topics were missing during rebalance; see winnow topics check"),
                Arguments.of(
                        new OutOfMemoryError("Java heap space"),
                        "APP-017 the JVM cannot go on: OutOfMemoryError: Java heap space; give it more memory, a temporary"
                                + " directory with room, or whole jars"));
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void whatComesAgainIsFatalWhereverItStandsAmongTheCauses(Throwable cause, String text) {
        Throwable thrown = new StreamsException("Exception caught in process", new RuntimeException(cause));

        assertThat(ThreadFailure.of(thrown)).isEqualTo(new ThreadFailure(true, text));
    }

    @Test
    void anInternalTopicOfAnotherWidthIsFatalAndTheRemedyIsOurs() {
        Throwable thrown = new StreamsException(
                "Existing internal topic a has invalid partitions: expected: 3; actual: 2. Use"
                        + " 'org.apache.kafka.tools.StreamsResetter' tool to clean up invalid topics before processing.");

        assertThat(ThreadFailure.of(thrown))
                .isEqualTo(new ThreadFailure(
                        true,
                        "TOP-006 topics: Existing internal topic a has invalid partitions: expected: 3; actual: 2.; set"
                                + " topics.eventPartitions and topics.triagePartitions as they were, or use a new"
                                + " application.id"));
    }

    @Test
    void aDiskThatIsFullMayHaveRoomAgainAndItsReasonIsSaid() {
        Throwable thrown = new ProcessorStateException(
                "Exception caught while trying to restore state", new IOException("No space left on device"));

        assertThat(ThreadFailure.of(thrown))
                .isEqualTo(new ThreadFailure(false, "IOException: No space left on device"));
    }

    @Test
    void brokersThatDoNotAnswerMayComeBack() {
        Throwable thrown = new StreamsException("task 0_1", new TimeoutException("Timeout expired"));

        assertThat(ThreadFailure.of(thrown)).isEqualTo(new ThreadFailure(false, "TimeoutException: Timeout expired"));
    }

    @Test
    void aMistakeWithoutACodeIsNotTakenForOneOfOurs() {
        assertThat(ThreadFailure.of(new IllegalStateException("No current assignment"))
                        .isFatal())
                .isFalse();
    }
}
