// What Google documents and @types/google-apps-script 2.0.13 lacks.

declare namespace GoogleAppsScript {
  namespace Card_Service {
    // https://developers.google.com/apps-script/reference/card-service/update-draft-body-type
    enum UpdateDraftBodyType {
      INSERT_AT_START = 1,
      INSERT_AT_END = 2,
    }
  }
  namespace URL_Fetch {
    // https://developers.google.com/apps-script/reference/url-fetch/url-fetch-app
    interface URLFetchRequestOptions {
      timeoutSeconds?: number;
    }
  }
}
