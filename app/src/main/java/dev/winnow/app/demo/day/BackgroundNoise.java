package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.EveSensor.Signature;
import dev.winnow.app.demo.day.Office.Person;

/** What every sensor sees and nobody acts on: knocks from the Internet, policy alerts, a printer that asks for its time. */
final class BackgroundNoise {
    private static final int[] KNOCKED_PORTS = {
        22, 23, 23, 80, 445, 445, 1433, 3306, 3389, 5060, 5900, 6379, 8080, 8443, 2323, 37215
    };
    private static final Signature[] KNOCK_RULES = {
        new Signature(
                2403311, 96_114, "ET CINS Active Threat Intelligence Poor Reputation IP group 12", "Misc Attack", 2),
        new Signature(2402000, 7_212, "ET DROP Dshield Block Listed Source group 1", "Misc Attack", 2)
    };
    private static final Signature[] POLICY_RULES = {
        new Signature(
                2027390, 3, "ET INFO Observed DNS Query to .example Free Hosting Domain", "Potentially Bad Traffic", 2),
        new Signature(2013504, 6, "ET INFO Package Management User-Agent Outbound", "Not Suspicious Traffic", 3),
        new Signature(
                2260002,
                1,
                "SURICATA Applayer Detect protocol only one direction",
                "Generic Protocol Command Decode",
                3),
        new Signature(2210054, 1, "SURICATA STREAM excessive retransmissions", "Generic Protocol Command Decode", 3)
    };

    private final Network network;
    private final Office office;
    private final double scale;

    BackgroundNoise(Network network, Office office, double scale) {
        this.network = network;
        this.office = office;
        this.scale = scale;
    }

    void play(SeededRandom random) {
        knocks(random.fork("knocks"));
        passwords(random.fork("passwords"));
        policyAlerts(random.fork("policy"));
        printer(random.fork("printer"));
    }

    private void knocks(SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(network.dayMicros(), 10 * scale, hour -> 9 * scale, random)) {
            String stranger = Office.strangerAddress(random);
            int port = KNOCKED_PORTS[random.below(KNOCKED_PORTS.length)];
            int repeats = random.chance(0.2) ? random.between(2, 4) : 1;
            long at = micros;
            for (int i = 0; i < repeats; i++) {
                Flow flow = random.chance(0.6)
                        ? Flow.unanswered(
                                at, stranger, Office.ephemeralPort(random), Office.WEB, port, random.between(1, 2))
                        : Flow.refused(at, 0.03, stranger, Office.ephemeralPort(random), Office.WEB, port);
                boolean listed = random.chance(0.1);
                long flowId = network.eve().flowId();
                if (listed) {
                    network.eve().alert(flow, flowId, random.pick(KNOCK_RULES), 0, Activity.ROUTINE);
                }
                network.eve().flow(flow, flowId, Activity.ROUTINE, listed);
                at += (long) (random.exponential(20) * 1e6);
            }
        }
    }

    /** Strangers that try a password or two at the open SSH port, all day and everywhere. */
    private void passwords(SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(network.dayMicros(), 2 * scale, hour -> 0.8 * scale, random)) {
            String stranger = Office.strangerAddress(random);
            int tries = random.between(1, 2);
            long at = micros;
            for (int i = 0; i < tries; i++) {
                int attempts = random.between(1, 2);
                String client = random.pick("SSH-2.0-Go", "SSH-2.0-libssh_0.9.6", "SSH-2.0-paramiko_2.12.0");
                network.ssh(
                        Network.failedLogin(at, stranger, Office.WEB, attempts, random),
                        false,
                        attempts,
                        client,
                        Activity.ROUTINE);
                at += (long) (random.exponential(90) * 1e6);
            }
        }
    }

    private void policyAlerts(SeededRandom random) {
        for (long micros :
                ArrivalTimes.poisson(network.dayMicros(), 9, hour -> 7.5 * ArrivalTimes.officeHours(hour), random)) {
            Person person = office.people().get(random.below(office.people().size()));
            Office.Site site = office.popularSite(random);
            Flow flow = Flow.tcp(
                            micros,
                            random.logNormal(3, 0.8),
                            person.address(),
                            Office.ephemeralPort(random),
                            site.address(),
                            443,
                            "tls")
                    .bytes(random.logNormal(2_600, 0.4), random.logNormal(22_000, 0.9));
            long flowId = network.eve().flowId();
            network.eve()
                    .alert(flow, flowId, random.pick(POLICY_RULES), random.between(20_000, 900_000), Activity.ROUTINE);
            network.eve().flow(flow, flowId, Activity.ROUTINE, true);
        }
    }

    private void printer(SeededRandom random) {
        for (long micros : ArrivalTimes.adaptive(network.dayMicros(), 11, 13, random)) {
            network.time(micros, Office.PRINTER, Office.DIRECTORY, random);
        }
        for (long micros :
                ArrivalTimes.poisson(network.dayMicros(), 3, hour -> 0.8 + ArrivalTimes.officeHours(hour), random)) {
            Lookup lookup = Lookup.found("scan2mail." + Office.DOMAIN, "A", Office.MAIL, 3_600);
            network.lookup(micros, Office.PRINTER, Office.DIRECTORY, lookup, random, Activity.ROUTINE);
            network.flow(
                    Flow.tcp(
                                    micros + 50_000,
                                    random.logNormal(4, 0.4),
                                    Office.PRINTER,
                                    Office.ephemeralPort(random),
                                    Office.MAIL,
                                    25,
                                    "smtp")
                            .bytes(random.logNormal(900_000, 0.8), 2_400),
                    Activity.ROUTINE);
        }
    }
}
