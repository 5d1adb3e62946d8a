package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.EveSensor.Signature;
import dev.winnow.app.demo.day.Flow.Ending;
import dev.winnow.app.demo.day.Office.Client;
import dev.winnow.app.demo.day.Office.Person;
import java.util.ArrayList;
import java.util.List;

/** Who attacks whom and when, and what it looks like on the network. The seed decides on victims, minutes and sizes. */
final class AttackPlan {
    static final String SCAN = "scan";
    static final String BRUTE_FORCE = "brute-force";
    static final String BEACONING = "beaconing";
    static final String DNS_TUNNELLING = "dns-tunnelling";
    static final String EXFILTRATION = "exfiltration";
    static final String LATERAL_MOVEMENT = "lateral-movement";
    static final String RARE_SERVICE = "rare-service";
    static final String LOG_SILENCE = "log-silence";

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Signature SSH_RULE =
            new Signature(2001219, 20, "ET SCAN Potential SSH Scan", "Attempted Information Leak", 2);
    private static final Signature SCAN_RULE =
            new Signature(2010937, 3, "ET SCAN Suspicious inbound to mySQL port 3306", "Potentially Bad Traffic", 2);
    private static final Client IMPLANT = Client.of("implant", "TLS 1.2", "");

    private final Network network;
    private final SeededRandom random;
    private final List<Person> victims;
    private final Outage silence;
    private final String intruder;
    private final List<Step> steps = new ArrayList<>();

    /** @param people at least nine; in an order that no role depends on */
    AttackPlan(Network network, SeededRandom random, List<Person> people) {
        this.network = network;
        this.random = random;
        this.victims = List.copyOf(people);
        SeededRandom clock = random.fork("silence");
        long from = ArrivalTimes.at(network.dayMicros(), clock.uniform(14.0, 14.5));
        this.silence = new Outage(from, from + (long) (clock.uniform(2.1, 2.5) * 3_600e6));
        this.intruder = Office.strangerAddress(random.fork("intruder"));
    }

    Outage silence() {
        return silence;
    }

    /**
     * About as many shown alerts are true before noon as after, so that what is learnt from the morning holds in the afternoon: three
     * loud attacks first, then five that are mostly quiet.
     */
    void play() {
        scan(random.fork(SCAN), victims.get(0));
        dnsTunnelling(random.fork(DNS_TUNNELLING), victims.get(2));
        lateralMovement(random.fork(LATERAL_MOVEMENT), victims.get(3));
        beaconing(random.fork(BEACONING), victims.get(1));
        bruteForce(random.fork(BRUTE_FORCE));
        steps.add(new Step(
                LOG_SILENCE,
                "The monitoring server, which speaks every minute, says nothing for over two hours.",
                Office.MONITORING,
                true));
        rareService(random.fork(RARE_SERVICE));
        exfiltration(random.fork(EXFILTRATION), victims.get(4));
    }

    /** The attacks in the order of their planned begin, with what the recording holds of each. */
    List<Attack> attacks(List<DayRecord> records) {
        List<Attack> attacks = new ArrayList<>();
        for (Step step : steps) {
            List<Long> own = new ArrayList<>();
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (DayRecord record : records) {
                if (record.attack().filter(step.name()::equals).isPresent()) {
                    own.add(record.index());
                    first = Math.min(first, record.timeMillis());
                    last = Math.max(last, record.timeMillis());
                }
            }
            if (step.name().equals(LOG_SILENCE)) {
                first = silence.fromMicros() / 1000;
                last = silence.untilMicros() / 1000;
            }
            attacks.add(new Attack(
                    step.name(), step.description(), List.of(step.entity()), first, last, step.taints(), own));
        }
        return List.copyOf(attacks);
    }

    /** One stranger, one open SSH port, three hundred connections in ten minutes; the last password is right. */
    private void bruteForce(SeededRandom own) {
        Activity activity = Activity.attack(BRUTE_FORCE);
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(13.4, 13.8));
        for (int i = 0; i < 300; i++) {
            int attempts = own.between(1, 3);
            Flow flow = Network.failedLogin(micros, intruder, Office.WEB, attempts, own);
            long flowId = network.eve().flowId();
            boolean alerted = i == 40 || i == 190;
            if (alerted) {
                network.eve().alert(flow, flowId, SSH_RULE, 0, activity);
            }
            network.ssh(flow, flowId, alerted, false, attempts, "SSH-2.0-libssh2_1.4.3", activity);
            micros += (long) (own.exponential(2) * 1e6);
        }
        Flow entry = Flow.tcp(micros, 95, intruder, Office.ephemeralPort(own), Office.WEB, 22, "ssh")
                .bytes(31_000, 64_000);
        network.ssh(entry, true, 2, "SSH-2.0-libssh2_1.4.3", activity);
        steps.add(new Step(
                BRUTE_FORCE,
                "A stranger tries hundreds of passwords at the web server's SSH port and gets in.",
                intruder,
                true));
    }

    /** A workstation tries 170 ports of each of three servers within minutes. */
    private void scan(SeededRandom own, Person victim) {
        Activity activity = Activity.attack(SCAN);
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(9.8, 10.3));
        for (String target : List.of(Office.DATABASE, Office.FILES, Office.BUILD)) {
            int port = own.between(15, 60);
            for (int i = 0; i < 170; i++) {
                int local = Office.ephemeralPort(own);
                boolean open = port == 22 || port == 445 || port == 389;
                Flow flow = open
                        ? Flow.tcp(micros, 0.002, victim.address(), local, target, port, "failed")
                                .bytes(180, 120)
                                .ending(Ending.ABORTED)
                        : own.chance(0.9)
                                ? Flow.refused(micros, 0.0005, victim.address(), local, target, port)
                                : Flow.unanswered(micros, victim.address(), local, target, port, 1);
                long flowId = network.eve().flowId();
                boolean alerted = i == 120;
                if (alerted) {
                    network.eve().alert(flow, flowId, SCAN_RULE, 0, activity);
                }
                network.eve().flow(flow, flowId, activity, alerted);
                port += own.between(1, 12);
                micros += (long) (own.exponential(0.45) * 1e6);
            }
        }
        steps.add(new Step(SCAN, "A workstation tries hundreds of ports of three servers.", victim.address(), true));
    }

    /** A workstation calls home every sixty seconds for over two hours, with small messages of nearly one size. */
    private void beaconing(SeededRandom own, Person victim) {
        Activity activity = Activity.attack(BEACONING);
        String home = Office.strangerAddress(own);
        String name = Office.word(own, 4) + ".example";
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(12.2, 12.6));
        int calls = own.between(130, 160);
        for (int i = 0; i < calls; i++) {
            if (i % 10 == 0) {
                network.lookup(
                        micros - 30_000,
                        victim.address(),
                        Office.DIRECTORY,
                        Lookup.found(name, "A", home, 300),
                        own,
                        activity);
            }
            Flow call = Flow.tcp(
                            micros,
                            own.uniform(0.25, 0.5),
                            victim.address(),
                            Office.ephemeralPort(own),
                            home,
                            443,
                            "tls")
                    .bytes(own.uniform(1_480, 1_560), own.uniform(3_900, 4_050));
            network.tls(call, name, IMPLANT, activity);
            micros += (long) (own.normal(60, 1.2) * 1e6);
        }
        steps.add(new Step(
                BEACONING, "A workstation calls an unknown address every minute for hours.", victim.address(), false));
    }

    /** A workstation asks a foreign name server for hundreds of long random names under one domain, within twenty minutes. */
    private void dnsTunnelling(SeededRandom own, Person victim) {
        Activity activity = Activity.attack(DNS_TUNNELLING);
        String server = Office.strangerAddress(own);
        String domain = "t." + Office.word(own, 3) + ".example";
        long start = ArrivalTimes.at(network.dayMicros(), own.uniform(10.8, 11.2));
        int port = Office.ephemeralPort(own);
        long flowId = network.eve().flowId();
        long micros = start;
        long out = 0;
        long in = 0;
        for (int i = 0; i < 340; i++) {
            String name =
                    own.text(BASE32, own.between(38, 52)) + "." + own.text(BASE32, own.between(20, 45)) + "." + domain;
            Lookup lookup = Lookup.found(name, "TXT", own.text(BASE32, own.between(60, 180)), 0);
            Flow at = Flow.udp(micros, 0, victim.address(), port, server, 53, "dns");
            network.eve().lookup(at, flowId, lookup, own.logNormal(0.04, 0.3), activity);
            out += 60 + Office.wireLength(name);
            in += 80 + 2L * Office.wireLength(name);
            micros += (long) ((0.4 + own.exponential(2.5)) * 1e6);
        }
        Flow whole = Flow.udp(start, (micros - start) / 1e6, victim.address(), port, server, 53, "dns")
                .bytes(out, in);
        network.eve().flow(whole, flowId, activity, false);
        steps.add(new Step(
                DNS_TUNNELLING,
                "A workstation moves data in hundreds of long random names under one domain.",
                victim.address(),
                true));
    }

    /** A workstation tries administrative ports of its neighbours and of servers, and gets into some. */
    private void lateralMovement(SeededRandom own, Person victim) {
        Activity activity = Activity.attack(LATERAL_MOVEMENT);
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(11.2, 11.4));
        List<String> targets = new ArrayList<>();
        for (Person neighbour : victims.subList(5, Math.min(victims.size(), 21))) {
            targets.add(neighbour.address());
        }
        targets.add(Office.BUILD);
        targets.add(Office.BACKUP);
        for (String target : targets) {
            int[] ports = {445, 3389, 5985};
            for (int port : ports) {
                int local = Office.ephemeralPort(own);
                double luck = own.uniform();
                Flow flow = luck < 0.45
                        ? Flow.refused(micros, 0.0008, victim.address(), local, target, port)
                        : luck < 0.6
                                ? Flow.unanswered(micros, victim.address(), local, target, port, 3)
                                : Flow.tcp(
                                                micros,
                                                own.logNormal(14, 0.9),
                                                victim.address(),
                                                local,
                                                target,
                                                port,
                                                port == 445 ? "smb" : port == 3389 ? "rdp" : "http")
                                        .bytes(own.logNormal(60_000, 1), own.logNormal(25_000, 0.8));
                network.flow(flow, activity);
                micros += (long) (own.exponential(16) * 1e6);
            }
        }
        for (String target : List.of(Office.BUILD, Office.BACKUP, Office.DATABASE, Office.FILES)) {
            Flow failed = Network.failedLogin(micros, victim.address(), target, 2, own);
            network.ssh(failed, false, 2, "SSH-2.0-PuTTY_Release_0.70", activity);
            micros += (long) (own.uniform(4, 15) * 1e6);
            if (own.chance(0.6)) {
                Flow session = Flow.tcp(
                                micros,
                                own.logNormal(120, 0.5),
                                victim.address(),
                                Office.ephemeralPort(own),
                                target,
                                22,
                                "ssh")
                        .bytes(own.logNormal(80_000, 0.5), own.logNormal(60_000, 0.5));
                network.ssh(session, true, 1, "SSH-2.0-PuTTY_Release_0.70", activity);
            }
            micros += (long) (own.uniform(10, 40) * 1e6);
        }
        steps.add(new Step(
                LATERAL_MOVEMENT,
                "A workstation goes from host to host on administrative ports.",
                victim.address(),
                true));
    }

    /** The printer, which talks to two servers only, tries a list of chat servers and stays with the one that answers. */
    private void rareService(SeededRandom own) {
        Activity activity = Activity.attack(RARE_SERVICE);
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(17.4, 17.8));
        for (int server = 0; server < 3; server++) {
            String deaf = Office.strangerAddress(own);
            for (int port : new int[] {6667, 6697, 7000}) {
                network.flow(
                        Flow.unanswered(micros, Office.PRINTER, Office.ephemeralPort(own), deaf, port, 3), activity);
                micros += (long) (own.uniform(4, 9) * 1e6);
            }
        }
        String stranger = Office.strangerAddress(own);
        for (int i = 0; i < 6; i++) {
            double seconds = own.logNormal(900, 0.5);
            network.flow(
                    Flow.tcp(micros, seconds, Office.PRINTER, Office.ephemeralPort(own), stranger, 6667, "failed")
                            .bytes(own.logNormal(26_000, 0.5), own.logNormal(70_000, 0.6))
                            .ending(own.chance(0.6) ? Ending.ABORTED : Ending.CLOSED),
                    activity);
            micros += (long) ((seconds + own.uniform(20, 140)) * 1e6);
        }
        steps.add(new Step(
                RARE_SERVICE, "The printer looks for chat servers and stays with one.", Office.PRINTER, false));
    }

    /** A workstation that sends some megabytes a day sends gigabytes to an unknown address in the evening. */
    private void exfiltration(SeededRandom own, Person victim) {
        Activity activity = Activity.attack(EXFILTRATION);
        String drop = Office.strangerAddress(own);
        String name = "up." + Office.word(own, 3) + ".example";
        long micros = ArrivalTimes.at(network.dayMicros(), own.uniform(20.1, 20.6));
        network.lookup(
                micros - 50_000, victim.address(), Office.DIRECTORY, Lookup.found(name, "A", drop, 60), own, activity);
        int parts = own.between(24, 32);
        for (int i = 0; i < parts; i++) {
            double bytes = own.logNormal(115e6, 0.35);
            double seconds = bytes / 2.4e6;
            Flow part = Flow.tcp(micros, seconds, victim.address(), Office.ephemeralPort(own), drop, 443, "tls")
                    .bytes(bytes, bytes / 60);
            network.tls(part, name, victim.client(), activity);
            micros += (long) ((seconds + own.uniform(1, 12)) * 1e6);
        }
        steps.add(new Step(
                EXFILTRATION,
                "A workstation sends gigabytes to an unknown address in the evening.",
                victim.address(),
                true));
    }

    private record Step(String name, String description, String entity, boolean taints) {}
}
