#include <utility>

#include "anqa/http/client.hpp"
#include "anqa/http/internal/client_exchange.hpp"

namespace anqa::http {
namespace {

using detail::OpenResponse;

/// What may be asked twice (RFC 9110 §9.2.2).
bool may_repeat(Method method) { return method != Method::post && method != Method::patch; }

Task<result<std::unique_ptr<OpenResponse>>> open(anqa::Server<Client> client, ClientRequest what) {
  auto url = detail::parse_url(what.url);
  if (!url) co_return std::unexpected(std::move(url.error()));
  const auto bytes = detail::format_request(*url, what);
  if (!bytes) co_return std::unexpected(bytes.error());
  for (bool fresh = false;; fresh = true) {
    auto response = std::make_unique<OpenResponse>(client, *url, what);
    if (auto opened = co_await response->open(what.unix_socket, fresh); !opened)
      co_return std::unexpected(std::move(opened.error()));
    auto exchanged = co_await response->exchange(*bytes);
    if (exchanged) co_return std::move(response);
    if (fresh || !response->was_stale() || !may_repeat(what.method))
      co_return std::unexpected(std::move(exchanged.error()));
  }
}

}  // namespace

ResponseStream::ResponseStream(std::unique_ptr<OpenResponse> open_response)
    : open_(std::move(open_response)) {}
ResponseStream::ResponseStream(ResponseStream&&) noexcept = default;
ResponseStream& ResponseStream::operator=(ResponseStream&&) noexcept = default;
ResponseStream::~ResponseStream() = default;

int ResponseStream::status() const { return open_->parser().status(); }
const Headers& ResponseStream::headers() const { return open_->parser().headers(); }
Task<result<std::string>> ResponseStream::read() { return open_->read(); }

Task<result<ResponseStream>> stream(anqa::Server<Client> client, ClientRequest what) {
  auto opened = co_await open(std::move(client), std::move(what));
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  co_return ResponseStream(std::move(*opened));
}

Task<result<ClientResponse>> request(anqa::Server<Client> client, ClientRequest what) {
  const std::string url = what.url;
  auto opened = co_await open(std::move(client), std::move(what));
  if (!opened) co_return std::unexpected(std::move(opened.error()));
  OpenResponse& response = **opened;
  ClientResponse whole{
      .status = response.parser().status(), .headers = response.parser().headers(), .body = {}};
  for (;;) {
    auto piece = co_await response.read();
    if (!piece) co_return std::unexpected(std::move(piece.error()));
    if (piece->empty()) co_return std::move(whole);
    whole.body += *piece;
    if (whole.body.size() > response.options().body_bytes) {
      co_return fail(url + ": the body is larger than " + std::to_string(response.options().body_bytes) +
                     " bytes; stream() reads it piece by piece");
    }
  }
}

}  // namespace anqa::http
