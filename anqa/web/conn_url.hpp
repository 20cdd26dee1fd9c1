#pragma once

#include <string>
#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

struct EndpointConfig;

// Addresses that are not written as path() or url() of path.hpp, which check them.

/// The address that was asked for, as the request says it: "http://shop.example:4000/products?q=tea".
std::string request_url(const Conn& conn);

/// Path and query of the request as they were sent.
std::string current_path(const Conn& conn);
/// Its path with another query; without one where `query` is empty.
std::string current_path(const Conn& conn, const Params& query);
/// The same behind the endpoint's address.
std::string current_url(const Conn& conn);
std::string current_url(const Conn& conn, const Params& query);

/// "https://shop.example/products?page=2": a path that is not checked against the routes.
std::string unverified_url(const Conn& conn, std::string_view path);
std::string unverified_url(const Conn& conn, std::string_view path, const Params& query);
/// "/products?page=2".
std::string unverified_path(std::string_view path, const Params& query);

/// The address that url() begins with for the rest of this request, "https://nadia.shop.example", in the
/// place of the endpoint's.
Conn&& put_router_url(Conn& conn, std::string url);
/// The same for static_url().
Conn&& put_static_url(Conn& conn, std::string url);

/// "/assets/app-5f3….css?vsn=d" of "/assets/app.css", where the endpoint has a cache_static_manifest.
std::string static_path(const Conn& conn, std::string_view path);
/// "sha512-…" for `<script integrity>`; empty where the manifest does not know the file.
std::string static_integrity(const Conn& conn, std::string_view path);

/// Where the browser finds a static file, on the host that serves them: the endpoint's `static_url`, or where
/// there is none, this one.
std::string static_url(const Conn& conn, std::string_view path);
std::string static_url(const EndpointConfig& config, std::string_view path);

}  // namespace anqa
