package dev.winnow.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    @Test
    void decidesTwentyThousandRuleAlertsInASecondOfProcessorTime() {
        Triage triage = Given.triage();
        run(triage, 0, 20_000);

        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int alerts = 40_000;
        run(triage, 20_000, alerts);
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;

        double rate = alerts / seconds;
        System.out.printf("triage: %.0f decisions per second of processor time%n", rate);
        assertThat(rate).isGreaterThan(20_000);
    }

    private static void run(Triage triage, int from, int count) {
        Random random = new Random(7);
        for (int i = from; i < from + count; i++) {
            int rule = i % 40;
            String host = "host-" + i % 25;
            Given given = Given.loudIn(i % 8, 8, 6, random)
                    .id("alert-" + i)
                    .entity(host)
                    .at(Given.NOON + i * 50L)
                    .score(1 + random.nextDouble() * 3)
                    .featureSet("ids/1")
                    .context(Map.of("signature", "rule " + rule, "host", host, "dest_ip", "10.1.0." + i % 9));
            Given.decide(triage, given);
        }
    }
}
