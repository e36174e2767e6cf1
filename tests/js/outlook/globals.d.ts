// What Outlook's event runtime offers beside @types/office-js.
declare namespace OfficeRuntime {
  namespace auth {
    function getAccessToken(options?: Office.AuthOptions): Promise<string>;
  }
}
