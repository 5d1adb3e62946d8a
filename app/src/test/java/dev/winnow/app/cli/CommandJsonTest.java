package dev.winnow.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.BandsSet;
import dev.winnow.wire.ClusterSplit;
import dev.winnow.wire.Command;
import dev.winnow.wire.MuteAdd;
import dev.winnow.wire.WeeklyWindow;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandJsonTest {
    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");

    @Test
    void readsEveryFieldOfACommand() {
        Command command = CommandJson.read("""
                        {"id": "c1", "tenant": "acme", "time": "2027-01-01T00:00:00.5Z", "actor": "ada",
                         "actorType": "agent", "reason": "why", "action": {"muteAdd": {"muteId": "m1", "scope": "entity",
                         "target": "10.0.0.9", "owner": null, "from": "2027-01-01T00:00:00Z",
                         "until": "2027-01-08T00:00:00Z",
                         "weekly": {"days": ["friday"], "from": "22:00", "to": "04:00"}}}}""", NOW).get(0);

        assertThat(command)
                .isEqualTo(new Command(
                        "c1",
                        "acme",
                        Instant.parse("2027-01-01T00:00:00.5Z"),
                        "ada",
                        ActorType.AGENT,
                        "why",
                        new MuteAdd(
                                "m1",
                                "entity",
                                "10.0.0.9",
                                null,
                                Instant.parse("2027-01-01T00:00:00Z"),
                                Instant.parse("2027-01-08T00:00:00Z"),
                                new WeeklyWindow(List.of("friday"), "22:00", "04:00", "UTC"))));
        SingleObjectCodec codec = new SingleObjectCodec();
        assertThat(codec.decode("", codec.encode("", command))).isEqualTo(command);
    }

    @Test
    void fillsInWhatIsLeftOutTheSameWayEachTime() {
        String text = "[{\"actor\": \"ada\", \"reason\": \"why\", \"action\": {\"bandsSet\": {\"high\": 1}}},"
                + "{\"actor\": \"ada\", \"reason\": \"why\", \"action\": {\"clusterSplit\": {\"cluster\": \"a\"}}}]";

        List<Command> commands = CommandJson.read(text, NOW);

        assertThat(commands).isEqualTo(CommandJson.read(text, NOW));
        assertThat(commands).extracting(Command::getTenant).containsOnly("default");
        assertThat(commands).extracting(Command::getActorType).containsOnly(ActorType.HUMAN);
        assertThat(commands).extracting(Command::getTime).containsOnly(NOW);
        assertThat(commands).extracting(Command::getId).doesNotHaveDuplicates().allMatch(id -> id.length() == 32);
        assertThat(commands)
                .extracting(Command::getAction)
                .containsExactly(new BandsSet(null, null, 1.0, null), new ClusterSplit("a", List.of(), List.of()));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("7", "command: must be an object, found 7"),
                Arguments.of("{}", "command.actor: must be given, found nothing"),
                Arguments.of(
                        "{\"actr\": 1}",
                        "command.actr: must be one of [id, tenant, time, actor, actorType, reason, action], found an"
                                + " unknown field; did you mean actor?"),
                Arguments.of(
                        "{\"actor\": \"a\", \"reason\": \"r\", \"action\": {\"muteEnd\": {\"muteId\": 7}}}",
                        "command.action.muteEnd.muteId: must be a text, found 7"),
                Arguments.of(
                        "{\"actor\": \"a\", \"reason\": \"r\", \"actorType\": \"humn\", \"action\": {\"bandsEnd\": {}}}",
                        "command.actorType: must be one of [human, agent, rule], found \"humn\"; did you mean human?"),
                Arguments.of(
                        "{\"actor\": \"a\", \"reason\": \"r\", \"time\": \"now\", \"action\": {\"bandsEnd\": {}}}",
                        "command.time: must be a time such as 2027-01-08T00:00:00Z, found \"now\""),
                Arguments.of(
                        "{\"actor\": \"a\", \"reason\": \"r\", \"action\": {\"budgetSet\": {\"perDay\": 1.5}}}",
                        "command.action.budgetSet.perDay: must be a whole number, found 1.5"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> CommandJson.read(text, NOW))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("CLI-060 " + message);
    }

    @Test
    void namesTheActionsWhereOneIsUnknown() {
        assertThatThrownBy(() ->
                        CommandJson.read("{\"actor\": \"a\", \"reason\": \"r\", \"action\": {\"muteEndd\": {}}}", NOW))
                .hasMessageStartingWith("CLI-060 command.action: must have exactly one field, of [muteAdd, muteChange,")
                .hasMessageEndingWith("found muteEndd; did you mean muteEnd?");
    }
}
