"""AdventureWorks in small: its tables as rows, what a test does not name stands in FRAME."""

FRAME = {
    "ProductSubcategoryKey": "1.0",
    "FinishedGoodsFlag": "True",
    "Status": "Current",
    "StartDate": "2011-01-01",
    "Style": "",
    "Image": "700639d267.png",
    "EnglishDescription": "Light and stiff.",
    "ChineseDescription": "轻而坚固。",
}
TABLES = {
    "DimProductCategory": [{"ProductCategoryKey": "1", "EnglishProductCategoryName": "Bikes"}],
    "DimProductSubcategory": [
        {
            "ProductSubcategoryKey": "1",
            "ProductCategoryKey": "1",
            "EnglishProductSubcategoryName": "Road Bikes",
        }
    ],
    "DimPromotion": [
        {"EnglishPromotionType": "No Discount", "MinQty": "0", "DiscountPct": "0.0"},
        {"EnglishPromotionType": "Volume Discount", "MinQty": "11", "DiscountPct": "0.02"},
    ],
    "DimProduct": [
        FRAME
        | {
            "ProductKey": "1",
            "ProductAlternateKey": "RB-52",
            "ModelName": "Road",
            "Size": "52",
            "Color": "Red",
        }
        | {
            "EnglishProductName": "Road, 52",
            "ListPrice": "100.0",
            "DealerPrice": "60.0",
            "StandardCost": "40",
        }
        | {"Status": "", "StartDate": "2010-01-01"},
        FRAME
        | {
            "ProductKey": "2",
            "ProductAlternateKey": "RB-52",
            "ModelName": "Road",
            "Size": "52",
            "Color": "Red",
        }
        | {
            "EnglishProductName": "Road, 52",
            "ListPrice": "120.0",
            "DealerPrice": "72.0",
            "StandardCost": "50",
        },
        FRAME
        | {
            "ProductKey": "3",
            "ProductAlternateKey": "RB-58",
            "ModelName": "Road",
            "Size": "58",
            "Color": "Red",
        }
        | {
            "EnglishProductName": "Road, 58",
            "ListPrice": "120.0",
            "DealerPrice": "72.0",
            "StandardCost": "50",
        },
    ],
    "ProductInventory_latest": [{"ProductKey": "2", "UnitsBalance": "7"}],
    "DimSalesTerritory": [
        {
            "SalesTerritoryKey": "7",
            "SalesTerritoryRegion": "France",
            "SalesTerritoryCountry": "France",
            "SalesTerritoryGroup": "Europe",
        },
        {
            "SalesTerritoryKey": "11",
            "SalesTerritoryRegion": "NA",
            "SalesTerritoryCountry": "NA",
            "SalesTerritoryGroup": "NA",
        },
    ],
    "DimEmployee": [
        {"EmployeeKey": "290", "SalesTerritoryKey": "11", "FirstName": "Amy", "LastName": "Alberts"}
        | {"EmailAddress": "amy0@adventure-works.com", "Title": "European Sales Manager"},
        {"EmployeeKey": "292", "SalesTerritoryKey": "7", "FirstName": "Ranjit", "LastName": "Varkey"}
        | {"EmailAddress": "ranjit0@adventure-works.com", "Title": "Sales Representative"},
    ],
    "FactSalesQuota": [
        {"EmployeeKey": "290", "Date": "2010-12-29", "SalesAmountQuota": "9000.0"},
        {"EmployeeKey": "292", "Date": "2011-03-31", "SalesAmountQuota": "28000.0"},
    ],
    "DimGeography": [
        {"GeographyKey": "1", "City": "Lyon", "StateProvinceName": "Rhône", "CountryRegionCode": "FR"}
        | {"PostalCode": "69001", "SalesTerritoryKey": "7"}
    ],
    "DimReseller": [
        {"ResellerKey": "1", "GeographyKey": "1", "ResellerAlternateKey": "AW00000001", "Phone": "1 555"}
        | {
            "BusinessType": "Warehouse",
            "ResellerName": "A Bike Store",
            "AddressLine1": "Rue 1",
            "AddressLine2": "",
        }
    ],
    "DimCustomer": [
        {
            "CustomerKey": "11000",
            "GeographyKey": "1",
            "FirstName": "Jon",
            "LastName": "Yang",
            "Phone": "1 556",
        }
        | {"EmailAddress": "jon24@adventure-works.com", "AddressLine1": "Rue 2"}
    ],
    "FactResellerSales": [
        {"ProductKey": key, "ResellerKey": "1", "EmployeeKey": "292", "SalesOrderNumber": "SO1"}
        | {"OrderQuantity": "3", "UnitPrice": "60.0", "UnitPriceDiscountPct": "0.02"}
        | {"CustomerPONumber": "PO7", "OrderDate": "2013-11-30"}
        for key in ("1", "3")
    ],
    "FactInternetSales": [
        {"ProductKey": "2", "CustomerKey": "11000", "SalesOrderNumber": "SO2", "OrderQuantity": "1"}
        | {"UnitPrice": "120.0", "UnitPriceDiscountPct": "0.0", "OrderDate": "2014-01-28"}
    ],
}
