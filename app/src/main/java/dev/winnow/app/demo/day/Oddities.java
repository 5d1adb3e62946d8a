package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.EveSensor.Signature;
import dev.winnow.app.demo.day.Flow.Ending;
import dev.winnow.app.demo.day.Office.Person;
import java.util.List;

/**
 * Strange but legitimate things, each of which happens in both halves of the day: what an analyst calls a benign positive and
 * does not want to see again.
 */
final class Oddities {
    static final String SCANNER = "vulnerability-scanner";
    static final String LARGE_COPY = "admin-copy";
    static final String NEW_SERVICE = "new-saas";
    static final String RESTORE_TEST = "restore-test";

    private static final int[] AUDITED_PORTS = {
        22, 80, 135, 139, 389, 443, 445, 1433, 3306, 3389, 5432, 5985, 8080, 9100
    };
    private static final Signature SCAN_RULE =
            new Signature(2010935, 3, "ET SCAN Suspicious inbound to MSSQL port 1433", "Potentially Bad Traffic", 2);

    private final Network network;

    Oddities(Network network) {
        this.network = network;
    }

    /** @param bystanders workstations that no attack touches; the first is the administrator's */
    void play(SeededRandom random, List<Person> bystanders) {
        for (double hour : new double[] {8.5, 11.2, 15.0, 19.25}) {
            scan(random.fork("scan " + hour), hour);
        }
        for (double hour : new double[] {9.2, 11.4, 15.6}) {
            copy(random.fork("copy " + hour), hour, bystanders.get(0));
        }
        for (double hour : new double[] {9.5, 10.5, 14.0, 16.0}) {
            meeting(random.fork("meeting " + hour), hour, bystanders.subList(1, 4));
        }
        for (double hour : new double[] {7.25, 11.0, 18.25}) {
            restore(random.fork("restore " + hour), hour);
        }
    }

    /** The security team's scanner: slow, a fixed list of ports, and it talks to what it finds. */
    private void scan(SeededRandom random, double hour) {
        Activity activity = Activity.oddity(SCANNER);
        long micros = ArrivalTimes.at(network.dayMicros(), hour) + (long) (random.uniform(0, 60) * 1e6);
        for (String server : List.of(Office.FILES, Office.DATABASE, Office.WEB)) {
            for (int port : AUDITED_PORTS) {
                boolean open = port == 22 || port == 9100 || isOpen(server, port);
                int local = Office.ephemeralPort(random);
                Flow flow = open
                        ? Flow.tcp(micros, random.logNormal(2.2, 0.4), Office.SCANNER, local, server, port, "failed")
                                .bytes(random.logNormal(3_800, 0.5), random.logNormal(5_200, 0.6))
                        : Flow.refused(micros, 0.0006, Office.SCANNER, local, server, port);
                long flowId = network.eve().flowId();
                boolean alerted = port == 1433;
                if (alerted) {
                    network.eve().alert(flow, flowId, SCAN_RULE, 0, activity);
                }
                network.eve().flow(flow, flowId, activity, alerted);
                micros += (long) (random.uniform(6, 11) * 1e6);
            }
        }
    }

    private static boolean isOpen(String server, int port) {
        return switch (server) {
            case Office.FILES -> port == 445 || port == 139;
            case Office.DATABASE -> port == 5432;
            case Office.WEB -> port == 80 || port == 443;
            default -> false;
        };
    }

    /** An administrator fetches machine images from the file server: gigabytes inside the house. */
    private void copy(SeededRandom random, double hour, Person administrator) {
        long micros = ArrivalTimes.at(network.dayMicros(), hour) + (long) (random.uniform(0, 240) * 1e6);
        for (int i = 0; i < 9; i++) {
            double bytes = random.logNormal(620e6, 0.3);
            double seconds = bytes / 8e7;
            network.flow(
                    Flow.tcp(
                                    micros,
                                    seconds,
                                    administrator.address(),
                                    Office.ephemeralPort(random),
                                    Office.FILES,
                                    445,
                                    "smb")
                            .bytes(bytes / 90, bytes),
                    Activity.oddity(LARGE_COPY));
            micros += (long) ((seconds + random.uniform(1, 6)) * 1e6);
        }
    }

    /** A whiteboard service that the office has just bought; it lives on ports nobody else uses. */
    private void meeting(SeededRandom random, double hour, List<Person> team) {
        Activity activity = Activity.oddity(NEW_SERVICE);
        for (Person person : team) {
            long micros = ArrivalTimes.at(network.dayMicros(), hour) + (long) (random.uniform(0, 200) * 1e6);
            Lookup lookup = Lookup.found("boards.sketchwall.example", "A", "198.51.100.77", 60);
            network.lookup(micros, person.address(), Office.DIRECTORY, lookup, random, activity);
            for (int i = 0; i < 4; i++) {
                micros += (long) (random.uniform(5, 300) * 1e6);
                Flow flow = Flow.tcp(
                                micros,
                                random.uniform(240, 1_500),
                                person.address(),
                                Office.ephemeralPort(random),
                                "198.51.100.77",
                                7443,
                                "tls")
                        .bytes(random.logNormal(400_000, 0.6), random.logNormal(1.6e6, 0.6));
                network.tls(flow, "boards.sketchwall.example", person.client(), activity);
            }
        }
    }

    /** The backup team proves that backups can be read: the backup server writes one back to the build server. */
    private void restore(SeededRandom random, double hour) {
        long micros = ArrivalTimes.at(network.dayMicros(), hour) + (long) (random.uniform(0, 120) * 1e6);
        for (int i = 0; i < 6; i++) {
            double bytes = random.logNormal(410e6, 0.25);
            network.flow(
                    Flow.tcp(
                                    micros,
                                    bytes / 9e7,
                                    Office.BACKUP,
                                    Office.ephemeralPort(random),
                                    Office.BUILD,
                                    8401,
                                    "failed")
                            .bytes(bytes, bytes / 80)
                            .ending(Ending.CLOSED),
                    Activity.oddity(RESTORE_TEST));
            micros += (long) (random.uniform(9, 20) * 1e6);
        }
    }
}
