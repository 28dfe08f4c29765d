// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One value of a metric.
 *
 * @param key as MLflow allows it
 * @param value also if it is not finite, which is written as the words of protocol buffers' JSON
 * @param timestamp in milliseconds
 * @param step how many updates had been made
 */
record Point(String key, double value, long timestamp, long step) {

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("key", key);
        json.put("value", value);
        json.put("timestamp", timestamp);
        json.put("step", step);
        return json;
    }
}
