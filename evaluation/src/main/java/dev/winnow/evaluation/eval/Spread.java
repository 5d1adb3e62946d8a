package dev.winnow.evaluation.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A figure over seeds.
 *
 * @param mean arithmetic mean
 * @param deviation sample standard deviation; 0 with one seed
 */
record Spread(double mean, double deviation) {
    /** @throws IllegalArgumentException if there are no values */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread needs at least one value");
        }
        double mean = 0;
        for (double value : values) {
            mean += value / values.size();
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(mean, values.size() == 1 ? 0 : Math.sqrt(squares / (values.size() - 1)));
    }

    /** Each figure's mean under its name and its deviation under {@code <name>Spread}, as they stand in a document's row. */
    static Map<String, Double> fields(List<Map<String, Double>> bySeed) {
        Map<String, Double> fields = new LinkedHashMap<>();
        for (String name : bySeed.get(0).keySet()) {
            List<Double> values = new ArrayList<>();
            bySeed.forEach(figures -> values.add(Objects.requireNonNull(figures.get(name))));
            Spread spread = of(values);
            fields.put(name, spread.mean());
            fields.put(name + "Spread", spread.deviation());
        }
        return fields;
    }
}
