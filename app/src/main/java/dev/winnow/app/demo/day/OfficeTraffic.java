package dev.winnow.app.demo.day;

import dev.winnow.app.demo.day.EveSensor.Lookup;
import dev.winnow.app.demo.day.EveSensor.Request;
import dev.winnow.app.demo.day.Flow.Ending;
import dev.winnow.app.demo.day.Office.Person;
import dev.winnow.app.demo.day.Office.Site;
import java.util.List;

/** What the people of the office do at their workstations. */
final class OfficeTraffic {
    /** Page visits of one person in one hour at full activity. */
    private static final double VISITS_AN_HOUR = 7.4;

    private final Network network;
    private final Office office;

    OfficeTraffic(Network network, Office office) {
        this.network = network;
        this.office = office;
    }

    void play(SeededRandom random) {
        for (Person person : office.people()) {
            SeededRandom own = random.fork(person.address());
            arrive(person, own);
            browse(person, own);
            work(person, own);
            update(person, own);
            keepTime(person, own);
            administer(person, own);
        }
    }

    /** Switching on: names, a Kerberos ticket, group policies, the home directory, the mailbox. */
    private void arrive(Person person, SeededRandom random) {
        long micros = ArrivalTimes.at(network.dayMicros(), person.arrivalHour());
        directoryLookup(micros, person, random);
        for (int i = 0; i < random.between(2, 4); i++) {
            micros += (long) (random.exponential(1.5) * 1e6);
            internal(micros, person, Office.DIRECTORY, 88, "krb5", 1_600, 1_750, 0.05, random);
        }
        for (int i = 0; i < random.between(1, 3); i++) {
            micros += (long) (random.exponential(4) * 1e6);
            internal(micros, person, Office.DIRECTORY, 389, "ldap", 2_300, 7_800, 1.2, random);
        }
        internal(micros + 3_000_000, person, Office.DIRECTORY, 445, "smb", 9_000, 31_000, 4, random);
        internal(micros + 9_000_000, person, Office.FILES, 445, "smb", 14_000, 52_000, 30, random);
        internal(micros + 40_000_000, person, Office.MAIL, 993, "imap", 5_000, 380_000, 60, random);
    }

    private void browse(Person person, SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(), VISITS_AN_HOUR * 2.5, hour -> VISITS_AN_HOUR * person.activity(hour), random)) {
            Site site = office.popularSite(random);
            if (random.chance(0.72)) {
                Lookup lookup = Lookup.found(site.name(), "A", site.address(), random.pick(60, 300, 300, 3_600));
                network.lookup(micros - 40_000, person.address(), Office.DIRECTORY, lookup, random, Activity.ROUTINE);
            } else if (random.chance(0.05)) {
                String name = Office.word(random, 3) + ".example";
                network.lookup(
                        micros - 40_000,
                        person.address(),
                        Office.DIRECTORY,
                        Lookup.missing(name, "A"),
                        random,
                        Activity.ROUTINE);
            }
            int connections = 1 + (int) Math.min(5, random.exponential(0.9));
            long at = micros;
            for (int i = 0; i < connections; i++) {
                visit(at, person, site, random);
                at += (long) (random.exponential(0.6) * 1e6);
            }
        }
    }

    private void visit(long micros, Person person, Site site, SeededRandom random) {
        double down = Math.min(400e6, random.logNormal(site.typicalDownload(), 1.1) + random.pareto(300, 0.95, 9e7));
        double up = 1_200
                + Math.min(
                        15e6,
                        random.logNormal(site.typicalUpload(), 0.7)
                                + (random.chance(0.02) ? random.pareto(20_000, 0.9, 8e6) : 0));
        double seconds = Math.min(1_800, 0.15 + random.logNormal(9, 1.3) + down / 4e6);
        int port = Office.ephemeralPort(random);
        if (site.plain()) {
            Flow flow = Flow.tcp(micros, Math.min(seconds, 70), person.address(), port, site.address(), 80, "http")
                    .bytes(up, down);
            long flowId = network.eve().flow(flow, Activity.ROUTINE);
            String url = "/" + Office.word(random, 2) + "/" + Office.word(random, 3)
                    + random.pick("", ".html", ".js", ".png", "?id=" + random.below(9_000));
            int status = random.pick(200, 200, 200, 200, 200, 304, 301, 404);
            network.eve()
                    .http(
                            flow,
                            flowId,
                            new Request(
                                    site.name(),
                                    url,
                                    person.client().agent(),
                                    random.pick("text/html", "application/json", "image/png", "text/javascript"),
                                    random.chance(0.9) ? "GET" : "POST",
                                    status,
                                    status == 200 ? (long) down : 0),
                            Activity.ROUTINE);
        } else if (site.speaksQuic() && random.chance(0.8)) {
            network.flow(
                    Flow.udp(micros, seconds, person.address(), port, site.address(), 443, "quic")
                            .bytes(up + 1_250, down + 1_250),
                    Activity.ROUTINE);
        } else {
            Ending ending = random.chance(0.9) ? Ending.CLOSED : Ending.ABORTED;
            Flow flow = Flow.tcp(micros, seconds, person.address(), port, site.address(), 443, "tls")
                    .bytes(up + 700, down + 4_200)
                    .ending(ending);
            network.tls(flow, site.name(), person.client(), Activity.ROUTINE);
        }
    }

    /** Files, mail, tickets and printing, all day. */
    private void work(Person person, SeededRandom random) {
        for (long micros : ArrivalTimes.poisson(network.dayMicros(), 16, hour -> 5.6 * person.activity(hour), random)) {
            double kind = random.uniform();
            if (kind < 0.42) {
                double read = random.logNormal(90_000, 1.6);
                double written = random.chance(0.3) ? random.logNormal(60_000, 1.5) : random.logNormal(4_000, 0.5);
                internal(
                        micros,
                        person,
                        Office.FILES,
                        445,
                        "smb",
                        Math.min(written, 6e7),
                        Math.min(read, 2e8),
                        random.logNormal(20, 1),
                        random);
            } else if (kind < 0.62) {
                internal(
                        micros,
                        person,
                        Office.MAIL,
                        993,
                        "imap",
                        random.logNormal(3_000, 0.4),
                        random.logNormal(40_000, 1.2),
                        random.logNormal(25, 0.8),
                        random);
            } else if (kind < 0.70) {
                internal(
                        micros,
                        person,
                        Office.MAIL,
                        587,
                        "smtp",
                        random.pareto(9_000, 1.1, 2e7),
                        3_400,
                        random.logNormal(3, 0.6),
                        random);
            } else if (kind < 0.84) {
                internal(micros, person, Office.DIRECTORY, 88, "krb5", 1_600, 1_750, 0.04, random);
            } else if (kind < 0.93) {
                internal(micros, person, Office.DIRECTORY, 389, "ldap", 2_100, random.logNormal(6_000, 0.6), 1, random);
            } else if (kind < 0.97) {
                internal(
                        micros,
                        person,
                        Office.PRINTER,
                        9100,
                        "failed",
                        random.logNormal(400_000, 1.1),
                        900,
                        random.logNormal(8, 0.5),
                        random);
            } else {
                directoryLookup(micros, person, random);
            }
        }
    }

    /** The software update at noon, spread over a quarter of an hour. */
    private void update(Person person, SeededRandom random) {
        if (person.activity(12.05) < 0.1) {
            return;
        }
        long micros = ArrivalTimes.at(network.dayMicros(), 12) + (long) (random.uniform(0, 900) * 1e6);
        Lookup lookup = Lookup.found("updates.vendor.example", "A", Office.UPDATES, 300);
        network.lookup(micros - 60_000, person.address(), Office.DIRECTORY, lookup, random, Activity.ROUTINE);
        Flow flow = Flow.tcp(
                        micros,
                        random.logNormal(45, 0.4),
                        person.address(),
                        Office.ephemeralPort(random),
                        Office.UPDATES,
                        443,
                        "tls")
                .bytes(random.logNormal(160_000, 0.3), random.logNormal(48e6, 0.25));
        network.tls(flow, "updates.vendor.example", person.client(), Activity.ROUTINE);
    }

    private void keepTime(Person person, SeededRandom random) {
        for (long micros : ArrivalTimes.adaptive(network.dayMicros(), 10, 14, random)) {
            network.time(micros, person.address(), Office.DIRECTORY, random);
        }
    }

    /** Developers and administrators log in to servers; passwords are mistyped now and then. */
    private void administer(Person person, SeededRandom random) {
        boolean technical = random.chance(0.3);
        if (!technical) {
            return;
        }
        String client =
                random.pick("SSH-2.0-OpenSSH_9.6", "SSH-2.0-OpenSSH_for_Windows_9.5", "SSH-2.0-PuTTY_Release_0.81");
        String favourite = random.pick(Office.BUILD, Office.WEB, Office.DATABASE, Office.BUILD);
        for (long micros : ArrivalTimes.poisson(
                network.dayMicros(),
                8,
                hour -> hour < person.arrivalHour() ? 0 : 2.6 * person.activity(hour),
                random)) {
            String server = random.chance(0.8)
                    ? favourite
                    : random.pick(Office.BUILD, Office.WEB, Office.DATABASE, Office.BACKUP, Office.FILES);
            long at = micros;
            if (random.chance(0.07)) {
                int tries = random.between(1, 2);
                for (int i = 0; i < tries; i++) {
                    int attempts = random.between(1, 3);
                    Flow failed = Network.failedLogin(at, person.address(), server, attempts, random);
                    network.ssh(failed, false, attempts, client, Activity.ROUTINE);
                    at += (long) (random.uniform(5, 25) * 1e6);
                }
            }
            Flow session = Flow.tcp(
                            at,
                            Math.min(14_000, random.logNormal(240, 1.5)),
                            person.address(),
                            Office.ephemeralPort(random),
                            server,
                            22,
                            "ssh")
                    .bytes(random.logNormal(16_000, 1.1), random.logNormal(45_000, 1.4));
            network.ssh(session, true, 1, client, Activity.ROUTINE);
        }
    }

    private void directoryLookup(long micros, Person person, SeededRandom random) {
        String service = random.pick("_ldap._tcp.dc._msdcs.", "_kerberos._tcp.", "_gc._tcp.") + Office.DOMAIN;
        Lookup lookup = new Lookup(service, "SRV", "NOERROR", List.of("dc1." + Office.DOMAIN), 600);
        network.lookup(micros, person.address(), Office.DIRECTORY, lookup, random, Activity.ROUTINE);
    }

    private void internal(
            long micros,
            Person person,
            String server,
            int port,
            String app,
            double out,
            double in,
            double seconds,
            SeededRandom random) {
        Ending ending = random.chance(0.93) ? Ending.CLOSED : Ending.ABORTED;
        network.flow(
                Flow.tcp(
                                micros,
                                seconds * random.uniform(0.7, 1.3),
                                person.address(),
                                Office.ephemeralPort(random),
                                server,
                                port,
                                app)
                        .bytes(out * random.uniform(0.85, 1.15), in * random.uniform(0.85, 1.15))
                        .ending(ending),
                Activity.ROUTINE);
    }
}
