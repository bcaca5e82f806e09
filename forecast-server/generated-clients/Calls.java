import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ForecastsApi;
import org.openapitools.client.api.InferenceApi;
import org.openapitools.client.api.ModelsApi;
import org.openapitools.client.api.OperationApi;
import org.openapitools.client.model.BatchRequest;
import org.openapitools.client.model.BatchResult;
import org.openapitools.client.model.Example;
import org.openapitools.client.model.History;
import org.openapitools.client.model.InferenceRequest;
import org.openapitools.client.model.InputTensor;
import org.openapitools.client.model.Models;
import org.openapitools.client.model.PredictRequest;
import org.openapitools.client.model.PredictResponse;

/** Calls a running server with the generated Java client. */
public final class Calls {
  private static final List<Double> PATTERN =
      List.of(0d, 2d, 5d, 3d, 3d, 6d, 8d, 7d, 9d, 6d, 4d, 4d, 7d, 9d, 8d, 10d, 12d, 11d);

  private Calls() {}

  public static void main(String[] arguments) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    ForecastsApi forecasts = new ForecastsApi(client);

    PredictResponse one = forecasts.predict(new PredictRequest().pattern(PATTERN).alpha(0.1));
    require(one.getCoverageProbability() == 0.9, "coverage of " + one);
    require(one.getIntervalLower() < one.getPointForecast(), "lower end of " + one);
    require(one.getPointForecast() < one.getIntervalUpper(), "upper end of " + one);
    require(one.getPath().size() == 6, "path of " + one);
    require(one.getExplanation().getSimilarGames().size() == 5, "similar games of " + one);

    List<PredictRequest> requests =
        List.of(
            new PredictRequest().pattern(PATTERN).alpha(0.1),
            new PredictRequest().pattern(List.of(1d, 2d)));
    List<BatchResult> results =
        forecasts.predictBatch(new BatchRequest().requests(requests)).getResults();
    require(results.size() == 2, "results " + results);
    require(
        results.get(0).getPrediction().getPointForecast().equals(one.getPointForecast()),
        "prediction in the batch " + results);
    require(
        results.get(1).getError().getDetail().equals("pattern has length 2; expected 18"),
        "error in the batch " + results);

    require("healthy".equals(new OperationApi(client).health().getStatus().getValue()), "health");
    ModelsApi api = new ModelsApi(client);
    Models models = api.models();
    require(models.getModels().get(0).getName().equals("nba-halftime"), "models " + models);
    require(models.getDejavu().getK() == 200, "K of " + models);

    List<Example> examples = api.examples("nba-halftime").getExamples();
    require(examples.size() == 50, "number of examples " + examples.size());
    require(examples.get(0).getPattern().size() == 18, "example " + examples.get(0));
    require(examples.get(0).getOutcome().size() == 6, "example " + examples.get(0));
    History history = api.history("nba-halftime");
    require(history.getObservations() == 0, "history " + history);
    require(history.getWeights().containsKey("lstm"), "history " + history);

    InferenceRequest tensor =
        new InferenceRequest()
            .addInputsItem(
                new InputTensor()
                    .name("pattern")
                    .datatype(InputTensor.DatatypeEnum.FP64)
                    .shape(List.of(1L, 18L))
                    .data(List.copyOf(PATTERN)));
    Object forecast =
        new InferenceApi(client)
            .infer("nba-halftime", tensor, null, null)
            .getOutputs()
            .get(0)
            .getData()
            .get(0);
    require(forecast.equals(one.getPointForecast()), "inference " + forecast);

    try {
      forecasts.predict(new PredictRequest().pattern(PATTERN).alpha(1e-4));
      throw new AssertionError("an alpha that cannot be supported is refused");
    } catch (ApiException e) {
      require(e.getCode() == 422, "status " + e.getCode());
      require(e.getResponseBody().contains("\"highest_confidence\":"), e.getResponseBody());
    }
    System.out.println(
        "Java: predict, batch, health, models, examples, history, infer and an error are as"
            + " documented");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not as documented: " + what);
    }
  }
}
