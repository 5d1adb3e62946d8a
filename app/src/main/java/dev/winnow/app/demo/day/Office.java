package dev.winnow.app.demo.day;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The office under watch: its hosts, the Internet that it talks to, and the habits of its people. Immutable.
 *
 * <p>Inside addresses are private ones; everything outside lies in the ranges reserved for documentation and benchmarks
 * (RFC 5737, RFC 2544) and under the reserved domain {@code example} (RFC 2606), so that no real party is named.
 */
final class Office {
    static final String CLIENT_SENSOR = "ids-clients";
    static final String SERVER_SENSOR = "ids-servers";

    static final String DOMAIN = "corp.example";
    static final String DIRECTORY = "10.20.0.10";
    static final String FILES = "10.20.0.20";
    static final String MAIL = "10.20.0.25";
    static final String DATABASE = "10.20.0.30";
    static final String BACKUP = "10.20.0.40";
    static final String MONITORING = "10.20.0.50";
    static final String BUILD = "10.20.0.60";
    static final String WEB = "10.20.2.10";
    static final String SCANNER = "10.20.9.5";
    static final String PRINTER = "10.20.8.20";
    static final String UPDATES = "198.18.4.20";
    static final String RESOLVER = "198.18.0.53";
    static final List<String> SERVERS = List.of(DIRECTORY, FILES, MAIL, DATABASE, BACKUP, MONITORING, BUILD, WEB);

    /** Workstations at scale 1. */
    static final int WORKSTATIONS = 40;

    private static final String[] ONSETS = {
        "b", "br", "d", "f", "gl", "k", "l", "m", "n", "pl", "r", "s", "st", "t", "v", "z"
    };
    private static final String[] NUCLEI = {"a", "e", "i", "o", "u", "ea", "io"};
    private static final String[] HOST_LABELS = {
        "www", "api", "cdn", "img", "static", "login", "app", "edge", "data", "m"
    };

    private final List<Person> people;
    private final List<Site> sites;
    private final double[] cumulated;

    Office(SeededRandom random, double scale) {
        SeededRandom personnel = random.fork("people");
        int count = (int) Math.max(20, Math.round(WORKSTATIONS * scale));
        List<Person> hired = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hired.add(Person.hire(i, personnel));
        }
        people = List.copyOf(hired);
        sites = internet(random.fork("sites"));
        cumulated = new double[sites.size()];
        double sum = 0;
        for (int rank = 0; rank < cumulated.length; rank++) {
            sum += 1 / StrictMath.pow(rank + 2.7, 1.1);
            cumulated[rank] = sum;
        }
    }

    List<Person> people() {
        return people;
    }

    /** A site by Zipf-Mandelbrot popularity. */
    Site popularSite(SeededRandom random) {
        double at = random.uniform() * cumulated[cumulated.length - 1];
        int rank = 0;
        while (cumulated[rank] < at) {
            rank++;
        }
        return sites.get(rank);
    }

    /** An outside address that no site of the office's habits has. */
    static String strangerAddress(SeededRandom random) {
        return switch (random.below(8)) {
            case 0 -> "192.0.2." + random.between(1, 254);
            case 1 -> "198.51.100." + random.between(1, 254);
            case 2 -> "203.0.113." + random.between(1, 254);
            default -> "198.19." + random.between(0, 255) + "." + random.between(1, 254);
        };
    }

    static String word(SeededRandom random, int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(random.pick(ONSETS)).append(random.pick(NUCLEI));
        }
        return word.toString();
    }

    static boolean isInside(String address) {
        return address.startsWith("10.");
    }

    static boolean isClient(String address) {
        return address.startsWith("10.20.1");
    }

    static int ephemeralPort(SeededRandom random) {
        return random.between(49_152, 65_535);
    }

    /** The fingerprint that a host's SSH key has, always the same. */
    static String hostKey(String address) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest("host key " + address));
    }

    /** 64 hexadecimal digits that look like a hash and belong to the name. */
    static String fingerprint(String name) {
        return HexFormat.of().formatHex(digest(name));
    }

    private static byte[] digest(String name) {
        SeededRandom random = new SeededRandom(0).fork(name);
        byte[] digest = new byte[32];
        for (int i = 0; i < digest.length; i++) {
            digest[i] = (byte) random.below(256);
        }
        return digest;
    }

    private static List<Site> internet(SeededRandom random) {
        List<Site> found = new ArrayList<>();
        for (int i = 0; i < 320; i++) {
            String domain = word(random, random.between(2, 3)) + ".example";
            int hosts = random.between(1, 3);
            for (int h = 0; h < hosts; h++) {
                String label = h == 0 ? "www" : random.pick(HOST_LABELS) + (random.chance(0.3) ? random.below(9) : "");
                String address = "198.18." + random.between(16, 250) + "." + random.between(1, 254);
                found.add(new Site(
                        label + "." + domain,
                        address,
                        random.logNormal(14_000, 0.9),
                        random.logNormal(1_900, 0.4),
                        random.chance(0.28),
                        random.chance(0.09)));
            }
        }
        return List.copyOf(found);
    }

    /**
     * A site of the Internet.
     *
     * @param typicalDownload median bytes from the server a connection
     * @param typicalUpload median bytes to the server a connection
     * @param speaksQuic whether browsers reach it over UDP
     * @param plain whether it still speaks HTTP without TLS
     */
    record Site(
            String name,
            String address,
            double typicalDownload,
            double typicalUpload,
            boolean speaksQuic,
            boolean plain) {}

    /** A TLS client as its fingerprints show it. */
    record Client(String tlsVersion, String ja3, String ja4, String agent) {
        static Client of(String name, String tlsVersion, String agent) {
            String hex = fingerprint("client " + name);
            String version = tlsVersion.equals("TLS 1.3") ? "13" : "12";
            String ja4 = "t" + version + "d1516h2_" + hex.substring(0, 12) + "_" + hex.substring(12, 24);
            return new Client(tlsVersion, hex.substring(32), ja4, agent);
        }

        boolean showsCertificate() {
            return !tlsVersion.equals("TLS 1.3");
        }
    }

    /**
     * One person at one workstation.
     *
     * @param address address of the workstation
     * @param arrivalHour time of arrival, hours after midnight
     * @param departureHour time of leaving
     * @param lunchHour begin of the lunch break
     * @param diligence factor on the activity, about 1
     */
    record Person(
            String address,
            String login,
            double arrivalHour,
            double departureHour,
            double lunchHour,
            double diligence,
            Client client) {
        private static final Client[] BROWSERS = {
            Client.of("blink", "TLS 1.3", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0"),
            Client.of("gecko", "TLS 1.3", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Firefox/144.0"),
            Client.of("older", "TLS 1.2", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edge/138.0.0.0")
        };

        static Person hire(int number, SeededRandom random) {
            String address = "10.20.1" + (number / 200 == 0 ? "" : Integer.toString(number / 200 - 1)) + "."
                    + (11 + number % 200);
            boolean lateShift = random.chance(0.1);
            double arrival = (lateShift ? 11.2 : 8.2) + random.normal(0, 0.45);
            double stay = random.normal(9.1, 0.5);
            return new Person(
                    address,
                    word(random, 2) + number,
                    arrival,
                    Math.min(23, arrival + stay),
                    random.normal(12.4, 0.3),
                    random.logNormal(1, 0.3),
                    random.pick(BROWSERS));
        }

        /** Activity at an hour of the day: 1 at work, less at lunch, little out of hours (the machine stays on). */
        double activity(double hour) {
            double away = 0.1;
            if (hour < arrivalHour || hour > departureHour) {
                return away;
            }
            double settling = Math.min(1, 0.4 + (hour - arrivalHour) * 2);
            boolean lunching = hour > lunchHour && hour < lunchHour + 0.75;
            return diligence * settling * (lunching ? 0.22 : 1);
        }
    }

    /** Bytes of a text, in the encoding of the network. */
    static int wireLength(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
