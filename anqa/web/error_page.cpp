#include "anqa/web/error_page.hpp"

#include "anqa/base/encoding.hpp"
#include "anqa/http/status.hpp"
#include "anqa/web/conn.hpp"

namespace anqa {

Conn default_error_page(Conn conn, const RequestFailure& failure) {
  const std::string_view reason = http::reason_phrase(failure.status);
  if (failure.format == "text") {
    std::string text = std::to_string(failure.status) + " " + std::string(reason) + "\n";
    if (!failure.message.empty()) text += failure.message + "\n";
    return conn.text(std::move(text));
  }
  if (failure.format == "json") {
    Term errors = Term::map({{"detail", reason}});
    if (!failure.message.empty()) errors.set("message", failure.message);
    return conn.json(Term::map({{"errors", errors}}));
  }
  const std::string title = std::to_string(failure.status) + " " + std::string(reason);
  std::string page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
  html_escape(page, title);
  page += "</title></head><body><h1>";
  html_escape(page, title);
  page += "</h1>";
  if (!failure.message.empty()) {
    page += "<p>";
    html_escape(page, failure.message);
    page += "</p>";
  }
  page += "</body></html>\n";
  return conn.html(std::move(page));
}

}  // namespace anqa
