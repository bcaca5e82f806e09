import assert from 'node:assert/strict';
import {
  Configuration,
  ForecastsApi,
  InferenceApi,
  ModelsApi,
  OperationApi,
  ResponseError,
} from './client/index.js';

/** Calls a running server with the generated TypeScript client. */
const configuration = new Configuration({ basePath: process.argv[2] });
const pattern = [0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11];
const forecasts = new ForecastsApi(configuration);

const one = await forecasts.predict({ predictRequest: { pattern, alpha: 0.1 } });
assert.equal(one.coverageProbability, 0.9);
assert.ok(one.intervalLower! < one.pointForecast && one.pointForecast < one.intervalUpper!);
assert.equal(one.path.length, 6);
assert.equal(one.explanation?.similarGames?.length, 5);
assert.ok(one.explanation?.similarGames?.[0]?.date instanceof Date);

const { results } = await forecasts.predictBatch({
  batchRequest: { requests: [{ pattern, alpha: 0.1 }, { pattern: [1, 2] }] },
});
assert.equal(results.length, 2);
assert.equal(results[0]?.prediction?.pointForecast, one.pointForecast);
assert.equal(results[1]?.error?.detail, 'pattern has length 2; expected 18');

const health = await new OperationApi(configuration).health();
assert.equal(health.status, 'healthy');
assert.equal(health.modelsLoaded, true);

const api = new ModelsApi(configuration);
const models = await api.models();
assert.equal(models.models[0]?.name, 'nba-halftime');
assert.equal(models.dejavu.k, 200);

const { examples } = await api.examples({ name: 'nba-halftime' });
assert.equal(examples.length, 50);
assert.ok(examples[0]?.date instanceof Date);
assert.equal(examples[0]?.pattern.length, 18);
assert.equal(examples[0]?.outcome.length, 6);
const history = await api.history({ name: 'nba-halftime' });
assert.equal(history.observations, 0);
assert.ok('lstm' in history.weights);

const inferred = await new InferenceApi(configuration).infer({
  name: 'nba-halftime',
  inferenceRequest: {
    inputs: [{ name: 'pattern', datatype: 'FP64', shape: [1, 18], data: pattern }],
  },
});
assert.equal(inferred.outputs[0]?.data?.[0], one.pointForecast);

const refusal: unknown = await forecasts
  .predict({ predictRequest: { pattern, alpha: 1e-4 } })
  .catch((error: unknown) => error);
assert.ok(refusal instanceof ResponseError);
assert.equal(refusal.response.status, 422);
const problem = await refusal.response.json();
assert.equal(problem.n, models.conformal.calibrationSamples);
console.log(
  'TypeScript: predict, batch, health, models, examples, history, infer and an error are as documented',
);
