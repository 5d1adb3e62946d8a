package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.Flow.Ending;
import dev.winnow.app.demo.day.Office.Client;
import java.util.ArrayList;
import java.util.List;

/** What the servers do: web shop, database, mail, build, backup, monitoring, name service, time. */
final class ServerTraffic {
    private static final Client SERVICE = Client.of("service", "TLS 1.3", "curl/8.9.1");
    private static final String[] VISITOR_PAGES = {"shop.corp.example", "www.corp.example", "api.corp.example"};

    private final Network network;
    private final Office office;
    private final double scale;

    ServerTraffic(Network network, Office office, double scale) {
        this.network = network;
        this.office = office;
        this.scale = scale;
    }

    /** @param silence when the monitoring server says nothing at all */
    void play(SeededRandom random, Outage silence) {
        web(random.fork("web"));
        mail(random.fork("mail"));
        build(random.fork("build"));
        configuration(random.fork("configuration"));
        backup(random.fork("backup"));
        monitoring(random.fork("monitoring"), silence);
        names(random.fork("names"));
        time(random.fork("time"));
    }

    /** Visitors from the Internet, and the database behind the shop. */
    private void web(SeededRandom random) {
        Client[] visitors = {
            Client.of("phone", "TLS 1.3", "Mobile"),
            Client.of("desk", "TLS 1.3", "Desktop"),
            Client.of("bot", "TLS 1.2", "Crawler")
        };
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(), 120 * scale, hour -> 95 * scale * (0.12 + visitorShare(hour)), random)) {
            String visitor = "198.19." + random.between(0, 63) + "." + random.between(1, 40);
            double down = random.logNormal(35_000, 1.2) + random.pareto(400, 1.05, 2e7);
            Flow flow = Flow.tcp(
                            micros,
                            Math.min(300, random.logNormal(6, 1.1)),
                            visitor,
                            Office.ephemeralPort(random),
                            Office.WEB,
                            443,
                            "tls")
                    .bytes(random.logNormal(3_100, 0.6), down)
                    .ending(random.chance(0.8) ? Ending.CLOSED : Ending.ABORTED);
            network.tls(flow, random.pick(VISITOR_PAGES), random.pick(visitors), Activity.ROUTINE);
            int queries = (int) Math.min(3, random.exponential(0.9));
            for (int i = 0; i < queries; i++) {
                long at = micros + (long) (random.uniform(0.05, 3) * 1e6);
                network.flow(
                        Flow.tcp(
                                        at,
                                        random.logNormal(0.6, 1),
                                        Office.WEB,
                                        Office.ephemeralPort(random),
                                        Office.DATABASE,
                                        5432,
                                        "pgsql")
                                .bytes(random.logNormal(4_200, 0.6), random.logNormal(19_000, 1.1)),
                        Activity.ROUTINE);
            }
        }
    }

    private static double visitorShare(double hour) {
        double evening = StrictMath.exp(-StrictMath.pow((hour - 20) / 2.6, 2));
        double noon = StrictMath.exp(-StrictMath.pow((hour - 12.8) / 2.4, 2));
        return Math.min(1, 0.75 * evening + 0.6 * noon + 0.3 * ArrivalTimes.officeHours(hour));
    }

    private void mail(SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(),
                26 * scale,
                hour -> 24 * scale * Math.max(0.15, ArrivalTimes.officeHours(hour)),
                random)) {
            String peer = "198.18." + random.between(5, 9) + "." + random.between(1, 60);
            double size = random.pareto(7_000, 1.05, 2.5e7);
            if (random.chance(0.6)) {
                network.flow(
                        Flow.tcp(
                                        micros,
                                        random.logNormal(2.5, 0.6),
                                        peer,
                                        Office.ephemeralPort(random),
                                        Office.MAIL,
                                        25,
                                        "smtp")
                                .bytes(size, 2_600),
                        Activity.ROUTINE);
            } else {
                Lookup lookup = Lookup.found(
                        Office.word(random, 2) + ".example", "MX", "mx." + Office.word(random, 2) + ".example", 3_600);
                network.lookup(micros - 80_000, Office.MAIL, Office.DIRECTORY, lookup, random, Activity.ROUTINE);
                network.flow(
                        Flow.tcp(
                                        micros,
                                        random.logNormal(2.5, 0.6),
                                        Office.MAIL,
                                        Office.ephemeralPort(random),
                                        peer,
                                        25,
                                        "smtp")
                                .bytes(size, 2_600),
                        Activity.ROUTINE);
            }
        }
    }

    /** Jobs that fetch sources over SSH, packages over TLS, and deploy to the web server. */
    private void build(SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(), 22, hour -> 4 + 15 * ArrivalTimes.officeHours(hour), random)) {
            int mirror = random.below(4);
            Flow fetch = Flow.tcp(
                            micros,
                            random.logNormal(14, 0.8),
                            Office.BUILD,
                            Office.ephemeralPort(random),
                            "198.18.6." + (10 + mirror),
                            443,
                            "tls")
                    .bytes(random.logNormal(30_000, 0.6), random.logNormal(3e6, 1.2));
            network.tls(fetch, "packages" + mirror + ".mirror.example", SERVICE, Activity.ROUTINE);
            boolean deploys = random.chance(0.3);
            Flow session = Flow.tcp(
                            micros + 2_000_000,
                            random.logNormal(5, 0.5),
                            Office.BUILD,
                            Office.ephemeralPort(random),
                            deploys ? Office.WEB : Office.FILES,
                            22,
                            "ssh")
                    .bytes(
                            deploys ? random.logNormal(6e6, 0.6) : random.logNormal(9_000, 0.3),
                            random.logNormal(24_000, 0.8));
            network.ssh(session, true, 1, "SSH-2.0-libssh2_1.11.0", Activity.ROUTINE);
        }
    }

    /** The build server asks the source repository for changes and brings the servers' configuration into line, over SSH. */
    private void configuration(SeededRandom random) {
        for (long micros : ArrivalTimes.clockwork(network.dayMicros(), 0.02, 24, 180, 25, random)) {
            network.ssh(
                    errand(micros, Office.BUILD, Office.FILES, random),
                    true,
                    1,
                    "SSH-2.0-libssh2_1.11.0",
                    Activity.ROUTINE);
        }
        List<String> managed =
                List.of(Office.FILES, Office.MAIL, Office.WEB, Office.DATABASE, Office.BACKUP, Office.MONITORING);
        for (long start : ArrivalTimes.clockwork(network.dayMicros(), 0.2, 24, 1_200, 40, random)) {
            long micros = start;
            for (String server : managed) {
                network.ssh(
                        errand(micros, Office.BUILD, server, random),
                        true,
                        1,
                        "SSH-2.0-paramiko_3.4.0",
                        Activity.ROUTINE);
                micros += (long) (random.uniform(3, 30) * 1e6);
            }
        }
    }

    /** A short SSH session that a program holds. */
    private static Flow errand(long micros, String from, String to, SeededRandom random) {
        return Flow.tcp(micros, random.logNormal(2.5, 0.5), from, Office.ephemeralPort(random), to, 22, "ssh")
                .bytes(random.logNormal(4_200, 0.3), random.logNormal(6_000, 0.5));
    }

    /** Every night at two each server copies itself; the database ships its log every half-hour. */
    private void backup(SeededRandom random) {
        double[] megabytes = {900, 5_200, 3_100, 4_400, 0, 350, 1_500, 1_100};
        for (int i = 0; i < Office.SERVERS.size(); i++) {
            String server = Office.SERVERS.get(i);
            if (server.equals(Office.BACKUP)) {
                continue;
            }
            long micros = ArrivalTimes.at(network.dayMicros(), 2) + (long) (i * 240e6 + random.uniform(0, 20e6));
            double bytes = megabytes[i] * 1e6 * random.uniform(0.9, 1.1);
            Flow stream = Flow.tcp(
                            micros, bytes / 9e7, server, Office.ephemeralPort(random), Office.BACKUP, 8400, "failed")
                    .bytes(bytes, bytes / 70);
            network.flow(stream, Activity.ROUTINE);
            Flow control = Flow.tcp(
                            micros - 1_000_000, 6, Office.BACKUP, Office.ephemeralPort(random), server, 22, "ssh")
                    .bytes(random.uniform(9_000, 12_000), random.uniform(14_000, 18_000));
            network.ssh(control, true, 1, "SSH-2.0-OpenSSH_9.6", Activity.ROUTINE);
        }
        for (long micros : ArrivalTimes.clockwork(network.dayMicros(), 0.1, 24, 1_800, 9, random)) {
            double bytes = random.logNormal(3e6, 0.35);
            network.flow(
                    Flow.tcp(
                                    micros,
                                    bytes / 6e7,
                                    Office.DATABASE,
                                    Office.ephemeralPort(random),
                                    Office.BACKUP,
                                    8400,
                                    "failed")
                            .bytes(bytes, bytes / 70),
                    Activity.ROUTINE);
        }
    }

    /** One check a minute, the servers in an order that every round shuffles; until it falls silent. */
    private void monitoring(SeededRandom random, Outage silence) {
        List<String> targets = new ArrayList<>(List.of(
                Office.DIRECTORY, Office.FILES, Office.MAIL, Office.DATABASE, Office.BACKUP, Office.BUILD, Office.WEB));
        int turn = 0;
        for (long micros : ArrivalTimes.clockwork(network.dayMicros(), 0.01, 24, 60, 2.5, random)) {
            if (turn % targets.size() == 0) {
                random.shuffle(targets);
            }
            String target = targets.get(turn++ % targets.size());
            boolean logsIn = random.chance(0.35);
            Flow poll = logsIn
                    ? errand(micros, Office.MONITORING, target, random)
                    : Flow.tcp(
                                    micros,
                                    random.logNormal(0.09, 0.4),
                                    Office.MONITORING,
                                    Office.ephemeralPort(random),
                                    target,
                                    9100,
                                    "http")
                            .bytes(random.uniform(980, 1_060), random.logNormal(6_400, 0.12));
            if (silence.covers(micros)) {
                continue;
            }
            if (logsIn) {
                network.ssh(poll, true, 1, "SSH-2.0-OpenSSH_9.6", Activity.ROUTINE);
            } else {
                network.flow(poll, Activity.ROUTINE);
            }
        }
    }

    /** The name server asks the provider for what it has not in its cache. */
    private void names(SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(),
                30 * scale,
                hour -> 26 * scale * Math.max(0.2, ArrivalTimes.officeHours(hour)),
                random)) {
            Office.Site site = office.popularSite(random);
            Lookup lookup = random.chance(0.94)
                    ? Lookup.found(site.name(), "A", site.address(), 300)
                    : Lookup.missing(Office.word(random, 3) + ".example", "A");
            network.lookup(micros, Office.DIRECTORY, Office.RESOLVER, lookup, random, Activity.ROUTINE);
        }
    }

    private void time(SeededRandom random) {
        for (String server : Office.SERVERS) {
            if (server.equals(Office.MONITORING)) {
                continue;
            }
            String source = server.equals(Office.DIRECTORY) ? "198.18.0.123" : Office.DIRECTORY;
            for (long micros : ArrivalTimes.adaptive(network.dayMicros(), 9, 11, random)) {
                network.time(micros, server, source, random);
            }
        }
    }
}
